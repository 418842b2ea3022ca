/** Styles from data, through CSSOM: the content policy allows that, and no value can bring another property along. */
import type { Attachment } from 'svelte/attachments';

export type Styles = Record<string, string | null>;

/** `{@attach css({ 'background-color': value })}`; what the browser does not take is left out. */
export function css(styles: Styles): Attachment<HTMLElement | SVGElement> {
  return (element) => {
    for (const [name, value] of Object.entries(styles)) {
      // Nothing a token says may make the browser ask anybody for anything.
      if (value === null || /url\s*\(|image-set\s*\(/i.test(value)) element.style.removeProperty(name);
      else element.style.setProperty(name, value);
    }
  };
}
