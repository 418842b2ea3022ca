/** Colours as numbers: OKLCH, sRGB, and how well one is read on another. */

export interface Oklch {
  /** 0–1 */
  l: number;
  /** 0–0.4 and beyond */
  c: number;
  /** 0–360 */
  h: number;
  /** 0–1 */
  alpha: number;
}

type Triple = [number, number, number];

function toLinear({ l, c, h }: Oklch): Triple {
  const angle = (h * Math.PI) / 180;
  const [a, b] = [c * Math.cos(angle), c * Math.sin(angle)];
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

const encode = (x: number) => (Math.abs(x) <= 0.0031308 ? 12.92 * x : Math.sign(x) * (1.055 * Math.abs(x) ** (1 / 2.4) - 0.055));
const decode = (x: number) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);

/** sRGB components, 0–1 inside its gamut. */
export const toSrgb = (color: Oklch): Triple => toLinear(color).map(encode) as Triple;

/** Whether every sRGB screen can show it. */
export const inSrgb = (color: Oklch): boolean => toSrgb(color).every((part) => part > -0.0005 && part < 1.0005);

export function fromSrgb([red, green, blue]: Triple, alpha = 1): Oklch {
  const [r, g, b] = [decode(red), decode(green), decode(blue)];
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const l = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short;
  const x = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
  const y = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  const c = Math.hypot(x, y);
  return { l, c, h: c < 0.0004 ? 0 : ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360, alpha };
}

const round = (x: number, digits: number) => String(Number(x.toFixed(digits)));

export function toHex(color: Oklch): string {
  const byte = (part: number) =>
    Math.round(Math.max(0, Math.min(1, part)) * 255)
      .toString(16)
      .padStart(2, '0');
  return `#${toSrgb(color).map(byte).join('')}${color.alpha < 1 ? byte(color.alpha) : ''}`;
}

export function toOklchText({ l, c, h, alpha }: Oklch): string {
  return `oklch(${round(l, 4)} ${round(c, 4)} ${round(h, 2)}${alpha < 1 ? ` / ${round(alpha, 3)}` : ''})`;
}

export function toRgbText(color: Oklch): string {
  const parts = toSrgb(color).map((part) => Math.round(Math.max(0, Math.min(1, part)) * 255));
  return `rgb(${parts.join(' ')}${color.alpha < 1 ? ` / ${round(color.alpha, 3)}` : ''})`;
}

/** Reads what a browser computed for `oklch(from … l c h)`. */
export function parseOklch(text: string): Oklch | null {
  const parts = /^oklch\(([^)]*)\)$/.exec(text.trim())?.[1]?.replace('/', ' ').trim().split(/\s+/);
  if (!parts || parts.length < 3) return null;
  const number = (part: string | undefined, whole = 1) =>
    part === undefined || part === 'none' ? 0 : part.endsWith('%') ? (Number.parseFloat(part) / 100) * whole : Number.parseFloat(part);
  const [l, c, h] = [number(parts[0]), number(parts[1], 0.4), number(parts[2])];
  return { l, c, h: ((h % 360) + 360) % 360, alpha: parts[3] === undefined ? 1 : number(parts[3]) };
}

let probe: HTMLElement | undefined;

/** Any CSS colour, by the browser's own reading. */
export function readColor(text: string): Oklch | null {
  probe ??= document.createElement('span');
  probe.style.color = '';
  probe.style.color = `oklch(from ${text} l c h / alpha)`;
  if (!probe.style.color) return null;
  probe.hidden = true;
  document.body.append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  return parseOklch(computed);
}

/** One colour through another. */
export function over(top: Oklch, below: Oklch): Oklch {
  if (top.alpha >= 1) return top;
  const [a, b] = [toSrgb(top), toSrgb(below)];
  return fromSrgb(a.map((part, index) => part * top.alpha + (b[index] ?? 0) * (1 - top.alpha)) as Triple);
}

function luminance(color: Oklch): number {
  const [r, g, b] = toLinear(color).map((part) => Math.max(0, Math.min(1, part))) as Triple;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast ratio of WCAG 2, 1–21. */
export function contrast(text: Oklch, background: Oklch): number {
  const [light, dark] = [luminance(over(text, background)), luminance(background)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** What a ratio is good enough for. */
export const verdict = (ratio: number): string =>
  ratio >= 7 ? 'AAA' : ratio >= 4.5 ? 'AA' : ratio >= 3 ? 'AA for large text' : 'too low for text';
