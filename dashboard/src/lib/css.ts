/** Styles from data, through CSSOM: the content policy allows that, and no value can bring another property along. */
import type { Attachment } from 'svelte/attachments';

export type Styles = Record<string, string | null>;

/** Nothing a token says may make the browser ask anybody for anything. */
const asks = (name: string, value: string) => name !== 'font-family' && /url\s*\(|image-set|\\/i.test(value);

/** `{@attach css({ 'background-color': value })}`; what the browser does not take is left out. */
export function css(styles: Styles): Attachment<HTMLElement | SVGElement> {
  return ({ style }) => {
    for (const [name, value] of Object.entries(styles)) if (value !== null && !asks(name, value)) style.setProperty(name, value);
    // An element may show another token next, for which the browser takes less.
    return () => {
      for (const name of Object.keys(styles)) style.removeProperty(name);
    };
  };
}
