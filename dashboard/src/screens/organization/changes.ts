/** Changes between two releases as people read them: by token, with the modes that changed alike on one line. */
import type { Change, Kind, Part } from '../../lib/api/organizations';

/** One line of a list of changes. */
export interface Line {
  key: string;
  /** `set`: the name of a tokenset above its tokens. `token`: the first line of a token. `mode`: a further one. */
  row: 'set' | 'token' | 'mode';
  tokenset: string;
  change: Change;
  /** The modes in which exactly this changed. */
  modes: string[];
  /** The whole token: every mode's change. */
  all: Change[];
  /** Of a `set`: how many tokens follow. */
  tokens: number;
}

export interface Wanted {
  text: string;
  kinds: ReadonlySet<Kind>;
  mode: string;
}

export const KINDS: Kind[] = ['removed', 'renamed', 'retyped', 'added', 'changed', 'deprecated'];

/** The three lists a diff is shown in. */
export type Section = 'direct' | 'aliases' | 'unseen';

/** `unseen`: nothing that resolves to another value. */
export const section = (change: Change): Section => (change.part ? 'unseen' : change.direct ? 'direct' : 'aliases');

export function label(change: Change): string {
  const name = change.kind === 'renamed' ? plain(change.to) : change.name;
  if (change.name !== null) return name ?? '';
  return change.mode === null ? change.tokenset : `mode ${change.mode}`;
}

const lower = (text: unknown) => String(text ?? '').toLowerCase();

/** Whether somebody who looks for `wanted` wants to see this. */
export function fits(change: Change, wanted: Wanted): boolean {
  if (wanted.kinds.size && !wanted.kinds.has(change.kind)) return false;
  if (wanted.mode && change.mode !== wanted.mode) return false;
  const text = wanted.text.trim().toLowerCase();
  if (!text) return true;
  return [change.name, change.tokenset, change.old, change.new, change.from, change.to].some((part) => typeof part === 'string' && lower(part).includes(text));
}

/** Same token, same sort of change. */
const tokenKey = (change: Change) =>
  JSON.stringify([change.tokenset_id, change.tokenset, change.kind, change.part ?? null, change.name === null ? change.mode : null, change.name, change.kind === 'renamed' ? [change.from, change.to] : null]);
const valueKey = (change: Change) => JSON.stringify([change.type, change.old, change.new, change.kind === 'changed' && !change.part ? null : [change.from, change.to]]);

/** Changes of one token, those with the same ends together. */
export function alike(all: readonly Change[]): Map<string, Change[]> {
  const found = new Map<string, Change[]>();
  for (const change of all) {
    const value = valueKey(change);
    const same = found.get(value);
    if (same) same.push(change);
    else found.set(value, [change]);
  }
  return found;
}

export const modesOf = (changes: readonly Change[]): string[] => changes.map((one) => one.mode).filter((mode) => mode !== null);

/** Groups by tokenset and token, keeping the order they came in. */
export function lines(changes: readonly Change[]): Line[] {
  const sets = new Map<string, Map<string, Change[]>>();
  for (const change of changes) {
    const set = JSON.stringify([change.tokenset_id, change.tokenset]);
    let tokens = sets.get(set);
    if (!tokens) sets.set(set, (tokens = new Map()));
    const key = tokenKey(change);
    const all = tokens.get(key);
    if (all) all.push(change);
    else tokens.set(key, [change]);
  }
  const found: Line[] = [];
  for (const [set, tokens] of sets) {
    const [first] = [...tokens.values()][0] ?? [];
    if (!first) continue;
    found.push({ key: set, row: 'set', tokenset: first.tokenset, change: first, modes: [], all: [], tokens: tokens.size });
    for (const [token, all] of tokens) {
      let row: Line['row'] = 'token';
      for (const [value, same] of alike(all)) {
        const [change] = same;
        if (!change) continue;
        found.push({ key: token + value, row, tokenset: change.tokenset, change, modes: modesOf(same), all, tokens: 0 });
        row = 'mode';
      }
    }
  }
  return found;
}

/** How many of each kind, and which modes there are, in the order they come. */
export function summary(changes: readonly Change[]) {
  const kinds = new Map<Kind, number>();
  const modes = new Set<string>();
  for (const change of changes) {
    kinds.set(change.kind, (kinds.get(change.kind) ?? 0) + 1);
    if (change.mode !== null) modes.add(change.mode);
  }
  return { kinds: KINDS.flatMap((kind) => (kinds.has(kind) ? [{ kind, count: kinds.get(kind) ?? 0 }] : [])), modes: [...modes] };
}

/** In words, what differs although no value does. */
export const PARTS: Record<Part, string> = {
  text: 'written differently, same value',
  description: 'description',
  extensions: 'extensions',
  order: 'order',
  default: 'default mode',
  groups: 'what its groups say',
};

export const partText = (change: Change): string => (change.part ? PARTS[change.part] : '');

/** Anything a change holds, as one line of text. */
export function plain(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
