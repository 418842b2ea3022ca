/** Which names a search shows. */
import type { Cell, Document } from './document.svelte';

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

/** Names for an alias field, best first: those that begin like the text, then those that hold it, then values. */
export function suggest(document: Document, text: string, fits: (type: string) => boolean, without: string, limit = 8): string[] {
  const wanted = text.trim().toLowerCase();
  const ranked: [number, string][] = [];
  for (const name of document.names) {
    if (name === without || !fits(document.typeOf(name))) continue;
    const lower = name.toLowerCase();
    const last = lower.slice(lower.lastIndexOf('.') + 1);
    let rank = 4;
    if (!wanted || lower.startsWith(wanted)) rank = 0;
    else if (last.startsWith(wanted)) rank = 1;
    else if (lower.includes(wanted)) rank = 2;
    else if (document.searchText(name).includes(wanted)) rank = 3;
    if (rank < 4) ranked.push([rank, name]);
  }
  return ranked
    .sort(([a], [b]) => a - b)
    .slice(0, limit)
    .map(([, name]) => name);
}

const LENGTHS = ['dimension', 'fontSize', 'letterSpacing'];

/** Whether a token of one type may be an alias of another. */
export function canAlias(type: string, target: string): boolean {
  if (type === target) return true;
  if (LENGTHS.includes(type)) return LENGTHS.includes(target);
  return type === 'lineHeight' && (target === 'number' || LENGTHS.includes(target));
}
