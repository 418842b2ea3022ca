/** Token names as a tree: the order people expect, and the rows a grid shows. */

const collator = new Intl.Collator('en', { numeric: true });

const compareParts = (one: string, other: string) => collator.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);

/** Natural order, part by part: `50` before `500`, a token before what lies under its name. */
export function sortNames(names: Iterable<string>): string[] {
  const split = Array.from(names, (name) => ({ name, parts: name.split('.'), ranks: [] as number[] }));
  // Many names have few parts: those are compared as texts, the names as numbers.
  const parts = [...new Set(split.flatMap((one) => one.parts))].sort(compareParts);
  const ranks = new Map(parts.map((part, rank) => [part, rank]));
  for (const one of split) one.ranks = one.parts.map((part) => ranks.get(part) ?? 0);
  const compare = (a: number[], b: number[]) => {
    for (let at = 0; at < a.length && at < b.length; at += 1) {
      const apart = a[at]! - b[at]!;
      if (apart) return apart;
    }
    return a.length - b.length;
  };
  return split.sort((a, b) => compare(a.ranks, b.ranks)).map((one) => one.name);
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

/** Paths down to each name, taken apart once: searching and folding go over ten thousand names again and again. */
const taken = new Map<string, string[]>();
const KEPT = 200_000;

/** `a.b.c` → `a`, `a.b`, `a.b.c`; equal paths are the same text, so that comparing them is cheap. */
function pathsTo(name: string): string[] {
  const known = taken.get(name);
  if (known) return known;
  if (taken.size > KEPT) taken.clear();
  const dot = name.lastIndexOf('.');
  const paths = dot < 0 ? [name] : [...pathsTo(name.slice(0, dot)), name];
  taken.set(name, paths);
  return paths;
}

/** How many names lie under each path. */
export function countInside(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) {
    const paths = pathsTo(name);
    for (let at = paths.length - 2; at >= 0; at -= 1) counts.set(paths[at]!, (counts.get(paths[at]!) ?? 0) + 1);
  }
  return counts;
}

/** The rows of `names`, which are in natural order, without what lies in a closed group. */
export function treeRows(names: readonly string[], closed: ReadonlySet<string>): Row[] {
  const counts = countInside(names);
  const rows: Row[] = [];
  // Paths that the rows above have opened, outermost first.
  let above: readonly string[] = [];
  for (const name of names) {
    const paths = pathsTo(name);
    let hidden = false;
    let same = true;
    for (const [depth, path] of paths.entries()) {
      same &&= above[depth] === path;
      if (!same && !hidden) {
        const inside = counts.get(path) ?? 0;
        const label = depth ? path.slice(paths[depth - 1]!.length + 1) : path;
        const open = inside > 0 && !closed.has(path);
        rows.push({ path, label, depth, token: depth === paths.length - 1, inside, open });
      }
      hidden ||= closed.size > 0 && closed.has(path);
    }
    above = paths;
  }
  return rows;
}

/** Every path that has something underneath. */
export const groupPaths = (names: readonly string[]): string[] => [...countInside(names).keys()];

/** The part of a name before its last dot, with the dot. */
export const groupOf = (name: string): string => name.slice(0, name.lastIndexOf('.') + 1);

/** The group that a name is in, as a path; `''` when it is in none. */
export const groupAt = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('.')));

/** `a.b` to `x.b`, or with a trailing `.*` everything under `a` to the same under `x`. */
export interface Rename {
  from: string;
  to: string;
}

/** What each name becomes, for those that change. */
export function renaming(names: Iterable<string>, renames: readonly Rename[]): Map<string, string> {
  const single = new Map<string, string>();
  const prefixes: [string, string][] = [];
  for (const { from, to } of renames) {
    if (from.endsWith('.*')) prefixes.push([from.slice(0, -1), to.slice(0, -1)]);
    else single.set(from, to);
  }
  const found = new Map<string, string>();
  for (const name of names) {
    const prefix = prefixes.find(([from]) => name.startsWith(from));
    const to = single.get(name) ?? (prefix && prefix[1] + name.slice(prefix[0].length));
    if (to !== undefined && to !== name) found.set(name, to);
  }
  return found;
}

/** What gives `path` and everything under it another name; the opposite of each takes it back. */
export function renamesOf(path: string, to: string, names: readonly string[]): Rename[] {
  const itself = names.includes(path) ? [{ from: path, to }] : [];
  const inside = names.filter((name) => name.startsWith(`${path}.`));
  if (!inside.length) return itself;
  // Others have such names already: the way back must not take them along.
  const mixed = names.some((name) => name.startsWith(`${to}.`) && !name.startsWith(`${path}.`));
  const under = mixed ? inside.map((name) => ({ from: name, to: to + name.slice(path.length) })) : [{ from: `${path}.*`, to: `${to}.*` }];
  return [...itself, ...under];
}

/** What moves paths into a group (`''`: out of every group), and why that cannot be. */
export function movesOf(paths: readonly string[], group: string, names: readonly string[]): { renames: Rename[]; problem: string | null } {
  const renames: Rename[] = [];
  for (const path of paths) {
    const to = (group ? `${group}.` : '') + path.slice(path.lastIndexOf('.') + 1);
    if (to === path) continue;
    const alone = paths.length > 1 && names.includes(path);
    if (!alone && (group === path || group.startsWith(`${path}.`))) return { renames: [], problem: `${path} cannot be moved into itself.` };
    renames.push(...(alone ? [{ from: path, to }] : renamesOf(path, to, names)));
  }
  const changes = renaming(names, renames);
  const all = new Set(names);
  const reached = new Set<string>();
  for (const to of changes.values()) {
    const wrong = nameProblem(to);
    if (wrong) return { renames, problem: wrong };
    if (reached.has(to)) return { renames, problem: `Two of them would be named ${to}.` };
    if (all.has(to) && !changes.has(to)) return { renames, problem: `There is a token named ${to} already.` };
    reached.add(to);
  }
  return { renames, problem: renames.length ? null : 'They are in this group already.' };
}

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
