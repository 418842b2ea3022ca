/** Which names a search shows. */
import type { Cell } from './cell';
import type { Document } from './document.svelte';

export const FLAGS = [
  { value: '', label: 'All tokens' },
  { value: 'aliases', label: 'Aliases' },
  { value: 'broken', label: 'Broken' },
  { value: 'unused', label: 'Not referred to' },
  { value: 'missing', label: 'Missing in a mode' },
] as const;

export interface Search {
  text: string;
  type: string;
  flag: string;
}

export const isSearch = (search: Search): boolean => Boolean(search.text.trim() || search.type || search.flag);

/** `of:color.red` finds the aliases of a token; everything else is looked for in names, values and descriptions. */
export function find(document: Document, search: Search): string[] {
  const text = search.text.trim().toLowerCase();
  const of = /^of:\s*(\S+)$/.exec(search.text.trim())?.[1];
  const using = of ? new Set(document.dependantsOf([of])) : null;
  const users = search.flag === 'unused' ? document.users : null;
  const modes = document.modes.length;
  const plain = !search.type && !search.flag;
  void document.version;
  return document.names.filter((name) => {
    if (using ? !using.has(name) : text && !document.searchText(name).includes(text)) return false;
    if (plain) return true;
    const row = document.row(name);
    if (!row) return false;
    const some = (fits: (cell: Cell) => boolean) => {
      for (const cell of row.values()) if (fits(cell)) return true;
      return false;
    };
    if (search.type && !some((cell) => cell.type === search.type)) return false;
    if (search.flag === 'aliases') return some((cell) => cell.alias_to !== null);
    if (search.flag === 'broken') return some((cell) => cell.resolved === null);
    if (users) return !users.has(name);
    return search.flag !== 'missing' || row.size < modes;
  });
}

/** A token an alias may lead to. */
export interface Suggestion {
  name: string;
  type: string;
  resolved: string | null;
  /** The tokenset it is in, when that is another one. */
  tokenset: string | null;
}

/** What an alias in a mode may lead to, best first: names that begin like the text, then those that hold it, then values. */
export function suggest(document: Document, text: string, fits: (type: string) => boolean, without: string, mode: string, limit = 8): Suggestion[] {
  const wanted = text.trim().toLowerCase();
  const ranked: [number, Suggestion][] = [];
  const rank = (name: string, inside: () => boolean) => {
    const lower = name.toLowerCase();
    if (!wanted || lower.startsWith(wanted)) return 0;
    if (lower.slice(lower.lastIndexOf('.') + 1).startsWith(wanted)) return 1;
    if (lower.includes(wanted)) return 2;
    return inside() ? 3 : 4;
  };
  for (const name of document.names) {
    const type = document.target(name, mode)?.type ?? document.typeOf(name);
    if (name === without || !fits(type)) continue;
    const at = rank(name, () => document.searchText(name).includes(wanted));
    if (at < 4) ranked.push([at, { name, type, resolved: document.target(name, mode)?.resolved ?? null, tokenset: null }]);
  }
  for (const name of document.others.names) {
    // What this tokenset has itself comes first, and hides the other.
    if (document.target(name, mode)) continue;
    const hit = document.outside(name, mode);
    if (!hit || !fits(hit.token.type)) continue;
    const at = rank(name, () => hit.token.resolved?.toLowerCase().includes(wanted) ?? false);
    // Own tokens stand before others that fit as well.
    if (at < 4) ranked.push([at + 0.5, { name, type: hit.token.type, resolved: hit.token.resolved, tokenset: hit.tokenset.name }]);
  }
  return ranked
    .sort(([a], [b]) => a - b)
    .slice(0, limit)
    .map(([, one]) => one);
}

const LENGTHS = ['dimension', 'fontSize', 'letterSpacing'];

/** Whether a token of one type may be an alias of another. */
export function canAlias(type: string, target: string): boolean {
  if (type === target) return true;
  if (LENGTHS.includes(type)) return LENGTHS.includes(target);
  return type === 'lineHeight' && (target === 'number' || LENGTHS.includes(target));
}
