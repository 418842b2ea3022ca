/** Which names a search shows. */
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
  const modes = document.modes.length;
  return document.names.filter((name) => {
    const cells = document.cells(name);
    if (search.type && !cells.some((cell) => cell.type === search.type)) return false;
    if (search.flag === 'aliases' && !cells.some((cell) => cell.alias_to !== null)) return false;
    if (search.flag === 'broken' && !cells.some((cell) => cell.resolved === null)) return false;
    if (search.flag === 'unused' && document.users.has(name)) return false;
    if (search.flag === 'missing' && cells.length >= modes) return false;
    if (using) return using.has(name);
    return (
      !text ||
      name.toLowerCase().includes(text) ||
      cells.some(
        (cell) =>
          cell.value?.toLowerCase().includes(text) ||
          cell.alias_to?.toLowerCase().includes(text) ||
          cell.resolved?.toLowerCase().includes(text) ||
          cell.description?.toLowerCase().includes(text),
      )
    );
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
    else if (document.cells(name).some((cell) => cell.resolved?.toLowerCase().includes(wanted))) rank = 3;
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
