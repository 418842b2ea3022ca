/** Puts text on the clipboard; whether it is there. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Over plain http browsers have only the old way.
    return copyEvent(text);
  }
}

function copyEvent(text: string): boolean {
  let taken = false;
  const take = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
    taken = true;
  };
  document.addEventListener('copy', take, { capture: true });
  document.execCommand('copy');
  document.removeEventListener('copy', take, { capture: true });
  return taken;
}
