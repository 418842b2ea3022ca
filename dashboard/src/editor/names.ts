/** Token names as a tree: the order people expect, and the rows a grid shows. */

const collator = new Intl.Collator('en', { numeric: true });

/** Natural order, part by part: `50` before `500`, a token before what lies under its name. */
export function compareNames(a: string, b: string): number {
  const left = a.split('.');
  const right = b.split('.');
  for (let index = 0; index < left.length && index < right.length; index += 1) {
    const [one, other] = [left[index] ?? '', right[index] ?? ''];
    if (one === other) continue;
    return collator.compare(one, other) || (one < other ? -1 : 1);
  }
  return left.length - right.length;
}

export interface Row {
  /** The whole path, of a group too. */
  path: string;
  label: string;
  depth: number;
  /** Whether a token has this name; a group may be one as well. */
  token: boolean;
  /** Tokens underneath. */
  inside: number;
  open: boolean;
}

/** How many names lie under each path. */
export function countInside(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) {
    for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      const path = name.slice(0, dot);
      counts.set(path, (counts.get(path) ?? 0) + 1);
    }
  }
  return counts;
}

/** The rows of `names`, which are in natural order, without what lies in a closed group. */
export function treeRows(names: readonly string[], closed: ReadonlySet<string>): Row[] {
  const counts = countInside(names);
  const rows: Row[] = [];
  // Paths that the rows above have opened, outermost first.
  let above: string[] = [];
  for (const name of names) {
    const parts = name.split('.');
    let path = '';
    let hidden = false;
    const opened: string[] = [];
    for (const [depth, label] of parts.entries()) {
      path = depth ? `${path}.${label}` : label;
      const last = depth === parts.length - 1;
      opened.push(path);
      if (above[depth] !== path) {
        above = above.slice(0, depth);
        const inside = counts.get(path) ?? 0;
        if (!hidden) rows.push({ path, label, depth, token: last, inside, open: inside > 0 && !closed.has(path) });
        above.push(path);
      }
      hidden ||= closed.has(path);
    }
  }
  return rows;
}

/** Every path that has something underneath. */
export const groupPaths = (names: readonly string[]): string[] => [...countInside(names).keys()];

/** The part of a name before its last dot, with the dot. */
export const groupOf = (name: string): string => name.slice(0, name.lastIndexOf('.') + 1);

/** A name that is free: `a.b`, then `a.b-2`, `a.b-3`, … */
export function freeName(name: string, taken: (name: string) => boolean): string {
  if (!taken(name)) return name;
  const base = name.replace(/-(?:copy|\d+)$/, '');
  for (let number = 2; ; number += 1) {
    const candidate = `${base}-${number}`;
    if (!taken(candidate)) return candidate;
  }
}

/** What is wrong with a name, as the server would see it. */
export function nameProblem(name: string): string | false {
  if (!name) return 'Enter a name.';
  if (name.length > 255) return 'A name has at most 255 characters.';
  const parts = name.split('.');
  if (parts.length > 32) return 'A name has at most 32 parts.';
  if (parts.some((part) => !part.trim())) return 'Every part between the dots needs a text.';
  if (parts.some((part) => part.startsWith('$'))) return 'No part may begin with $.';
  return /[{}]/.test(name) ? 'A name holds no braces.' : false;
}

/** `--colors-primary-500`, as the css export writes it. */
export const cssName = (name: string): string => `--${name.replace(/[^\p{L}\p{N}_-]+/gu, '-')}`;

/** `colorsPrimary500`, as the iOS export writes it. */
export function swiftName(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const text = words
    .map((word, index) => (index ? word.charAt(0).toUpperCase() : word.charAt(0).toLowerCase()) + word.slice(1))
    .join('');
  return /^\p{N}/u.test(text) ? `_${text}` : text;
}
