/** What a resolved value looks like: CSS for a sample, from any of the forms a value may have. */
import type { Styles } from '../lib/css';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A JSON value, when the text is one of an object or array. */
export function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A part of a composite as CSS: `{value: 4, unit: 'px'}` → `4px`, colours, numbers and texts. */
export function cssText(value: unknown): string {
  if (typeof value === 'string') {
    const json = parsed(value);
    return json === undefined ? value : cssText(json);
  }
  if (typeof value === 'number') return String(value);
  if (!isObject(value)) return '';
  if ('unit' in value) return `${String(value.value)}${String(value.unit)}`;
  if (Array.isArray(value.components)) return cssColor(value);
  return '';
}

/** Whether nothing shows through a colour; a text that may have alpha counts as if it had. */
export function isOpaque(color: string): boolean {
  const text = color.trim().toLowerCase();
  if (text.startsWith('#')) return text.length !== 5 && text.length !== 9;
  // A fourth part between commas is alpha, as is anything behind a slash.
  return !/\/|transparent|color-mix|from\s|var\(/.test(text) && text.split(',').length !== 4;
}

const FUNCTIONS = new Set(['hsl', 'hwb', 'lab', 'lch', 'oklab', 'oklch']);

function cssColor(color: Json): string {
  const space = String(color.colorSpace);
  const percent = space === 'hsl' || space === 'hwb';
  const parts = (color.components as unknown[]).map((part, index) =>
    part === 'none' ? 'none' : percent && index > 0 ? `${String(part)}%` : String(part),
  );
  const alpha = color.alpha === undefined || color.alpha === 1 ? '' : ` / ${String(color.alpha)}`;
  return FUNCTIONS.has(space) ? `${space}(${parts.join(' ')}${alpha})` : `color(${space} ${parts.join(' ')}${alpha})`;
}

/** A list of families as CSS. */
export function cssFamily(value: unknown): string {
  const list = typeof value === 'string' ? parsed(value) : value;
  if (Array.isArray(list)) return list.map((name) => JSON.stringify(String(name))).join(', ');
  return typeof value === 'string' ? value : '';
}

const WEIGHTS: Record<string, number> = {
  thin: 100, hairline: 100, 'extra-light': 200, 'ultra-light': 200, light: 300, normal: 400, regular: 400, book: 400,
  medium: 500, 'semi-bold': 600, 'demi-bold': 600, bold: 700, 'extra-bold': 800, 'ultra-bold': 800, black: 900, heavy: 900,
  'extra-black': 950, 'ultra-black': 950,
};

export const cssWeight = (value: unknown): string => String(WEIGHTS[String(value).toLowerCase()] ?? value);

export function cssEasing(value: unknown): string {
  const list = typeof value === 'string' ? parsed(value) : value;
  return Array.isArray(list) ? `cubic-bezier(${list.join(', ')})` : String(value ?? '');
}

export function cssShadow(text: string): string {
  const json = parsed(text);
  if (json === undefined) return text;
  const layers = Array.isArray(json) ? json : [json];
  return layers
    .filter(isObject)
    .map((layer) => {
      const parts = ['offsetX', 'offsetY', 'blur', 'spread', 'color'].map((name) => cssText(layer[name] ?? (name === 'color' ? 'currentcolor' : '0px')));
      return `${layer.inset === true ? 'inset ' : ''}${parts.join(' ')}`;
    })
    .join(', ');
}

export function cssGradient(text: string): string {
  const json = parsed(text);
  if (!Array.isArray(json)) return text;
  const stops = json.filter(isObject).map((stop) => `${cssText(stop.color)} ${Number(stop.position) * 100}%`);
  return stops.length === 1 ? `linear-gradient(90deg, ${stops[0]}, ${stops[0]})` : `linear-gradient(90deg, ${stops.join(', ')})`;
}

export function cssBorder(text: string): Styles {
  const json = parsed(text);
  if (!isObject(json)) return { border: text };
  const style = typeof json.style === 'string' ? json.style : 'dashed';
  return { border: `${cssText(json.width)} ${style} ${cssText(json.color)}` };
}

export function cssType(text: string): Styles {
  const json = parsed(text);
  if (!isObject(json)) return { font: text };
  return {
    'font-family': json.fontFamily === undefined ? null : cssFamily(json.fontFamily),
    'font-weight': json.fontWeight === undefined ? null : cssWeight(json.fontWeight),
    'letter-spacing': json.letterSpacing === undefined ? null : cssText(json.letterSpacing),
  };
}

/** A length in CSS pixels, where it has a plain one. */
export function pixels(text: string): number | null {
  const css = cssText(text);
  const match = /^(-?\d*\.?\d+(?:e[+-]?\d+)?)(px|rem|em|pt|in|cm|mm)?$/i.exec(css.trim());
  if (!match) return null;
  const scale: Record<string, number> = { px: 1, rem: 16, em: 16, pt: 4 / 3, in: 96, cm: 96 / 2.54, mm: 96 / 25.4 };
  return Number(match[1]) * (scale[match[2]?.toLowerCase() ?? 'px'] ?? 1);
}

/** Milliseconds of a duration, or of the first one in a transition. */
export function milliseconds(text: string): number | null {
  const json = parsed(text);
  const css = isObject(json) && 'duration' in json ? cssText(json.duration) : cssText(text);
  const match = /(?:^|\s)(\d*\.?\d+)(ms|s)\b/i.exec(css);
  return match ? Number(match[1]) * (match[2]?.toLowerCase() === 's' ? 1000 : 1) : null;
}

const EASINGS: Record<string, [number, number, number, number]> = {
  linear: [0, 0, 1, 1],
  ease: [0.25, 0.1, 0.25, 1],
  'ease-in': [0.42, 0, 1, 1],
  'ease-out': [0, 0, 0.58, 1],
  'ease-in-out': [0.42, 0, 0.58, 1],
};

/** The four numbers of an easing, also of the one in a transition. */
export function bezier(text: string): [number, number, number, number] | null {
  const json = parsed(text);
  const css = isObject(json) ? cssEasing(json.timingFunction) : cssEasing(text);
  const numbers = /cubic-bezier\(([^)]*)\)/i.exec(css)?.[1]?.split(',').map(Number);
  if (numbers?.length === 4 && numbers.every(Number.isFinite)) return numbers as [number, number, number, number];
  const keyword = css.split(/[\s,]+/).find((word) => word in EASINGS);
  return keyword ? (EASINGS[keyword] ?? null) : null;
}

/** A curve in a square of `size`, from the lower left. */
export function curve([x1, y1, x2, y2]: [number, number, number, number], size: number): string {
  const at = (x: number, y: number) => `${(x * size).toFixed(2)} ${((1 - y) * size).toFixed(2)}`;
  return `M${at(0, 0)} C${at(x1, y1)} ${at(x2, y2)} ${at(1, 1)}`;
}

/** A colour as people write it: hex where that says the same, else few digits. */
function shortColor(color: Json): string {
  const parts = color.components;
  if (color.colorSpace === 'srgb' && Array.isArray(parts) && (color.alpha ?? 1) === 1) {
    const bytes = parts.map((part) => Number(part) * 255);
    if (bytes.every((byte) => Math.abs(byte - Math.round(byte)) < 0.01)) {
      return `#${bytes.map((byte) => Math.round(byte).toString(16).padStart(2, '0')).join('')}`;
    }
  }
  return cssColor(color).replace(/\d+\.\d{5,}/g, (digits) => String(Number(Number(digits).toFixed(4))));
}

/** One line that people can read, for values that are JSON. */
export function shortText(type: string, text: string): string {
  const json = parsed(text);
  if (json === undefined) return text;
  if (type === 'color' && isObject(json) && Array.isArray(json.components)) return shortColor(json);
  if (type === 'shadow') return cssShadow(text);
  if (type === 'gradient' && Array.isArray(json)) return `${json.length} stops`;
  if (type === 'border' && isObject(json)) return cssBorder(text).border ?? text;
  if (type === 'fontFamily' && Array.isArray(json)) return json.join(', ');
  if (type === 'cubicBezier' && Array.isArray(json)) return json.join(', ');
  if (type === 'typography' && isObject(json)) {
    const size = [json.fontSize, json.lineHeight].filter((part) => part !== undefined).map(cssText);
    const family = json.fontFamily === undefined ? '' : String(cssFamily(json.fontFamily)).split(',')[0]?.replaceAll('"', '');
    return [json.fontWeight === undefined ? '' : String(json.fontWeight), size.join('/'), family].filter(Boolean).join(' ');
  }
  if (type === 'transition' && isObject(json)) {
    return [cssText(json.duration), cssEasing(json.timingFunction)].filter(Boolean).join(' ');
  }
  return cssText(json) || text;
}
