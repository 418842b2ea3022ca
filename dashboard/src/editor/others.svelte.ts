/** The other tokensets of a workspace: what aliases may lead into. */
import { get } from '../lib/api/client';
import { tokensPath } from '../lib/api/paths';
import type { Mode, Token, Tokenset, TypeName } from '../lib/api/types';
import { referencesOf } from './refs';

export interface OutsideToken {
  type: TypeName;
  resolved: string | null;
  /** The names it refers to. */
  refers: readonly string[];
}

/** A tokenset as references see it. */
export interface Other {
  tokenset: Tokenset;
  modes: readonly Mode[];
  /** By mode, then by name. */
  tokens: ReadonlyMap<string, ReadonlyMap<string, OutsideToken>>;
}

export interface Hit {
  tokenset: Tokenset;
  token: OutsideToken;
}

/** Where a name leads from a mode of another tokenset: oldest tokenset first, in each the mode of that name, else its default. */
export function lookUpIn(others: readonly Other[], name: string, modeName: string): Hit | null {
  const wanted = modeName.toLowerCase();
  for (const { tokenset, modes, tokens } of others) {
    for (const mode of [modes.find((one) => one.name.toLowerCase() === wanted), modes.find((one) => one.is_default)]) {
      const token = mode && tokens.get(mode.id)?.get(name);
      if (token) return { tokenset, token };
    }
  }
  return null;
}

/** The tokenset that is edited, as references from other ones see it. */
export interface Own {
  id: string;
  modes: readonly Mode[];
  has: (name: string, mode: string) => boolean;
}

/** Tokens of other tokensets that refer to any of `names` here: their names by tokenset. */
export function usersIn(others: readonly Other[], own: Own, names: ReadonlySet<string>): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  // Ids tell who is older.
  const older = others.filter((other) => other.tokenset.id < own.id);
  for (const other of others) {
    const before = older.filter((one) => one !== other);
    const standard = other.modes.find((one) => one.is_default);
    for (const mode of other.modes) {
      const here = [own.modes.find((one) => one.name.toLowerCase() === mode.name.toLowerCase()), own.modes.find((one) => one.is_default)];
      const leadsHere = (name: string) =>
        names.has(name) &&
        !other.tokens.get(mode.id)?.has(name) &&
        !(standard && other.tokens.get(standard.id)?.has(name)) &&
        !lookUpIn(before, name, mode.name) &&
        here.some((one) => one && own.has(name, one.id));
      for (const [user, token] of other.tokens.get(mode.id) ?? []) {
        if (!token.refers.some(leadsHere)) continue;
        const set = found.get(other.tokenset.name);
        if (set) set.add(user);
        else found.set(other.tokenset.name, new Set([user]));
      }
    }
  }
  return found;
}

/** Every name that somewhere stands for something, in no order. */
export function namesOf(others: readonly Other[]): Set<string> {
  const names = new Set<string>();
  for (const { tokens } of others) for (const mode of tokens.values()) for (const name of mode.keys()) names.add(name);
  return names;
}

async function read(tokenset: Tokenset): Promise<Other> {
  const [{ modes }, { tokens: list }] = await Promise.all([
    get<{ modes: Mode[] }>(`/tokensets/${tokenset.id}/modes`),
    get<{ tokens: Token[] }>(tokensPath(tokenset.id)),
  ]);
  const tokens = new Map(modes.map((mode) => [mode.id, new Map<string, OutsideToken>()]));
  for (const { name, mode_id, type, resolved_value, value = null, alias_to = null } of list) {
    tokens.get(mode_id)?.set(name, { type, resolved: resolved_value ?? null, refers: referencesOf({ value, alias_to }) });
  }
  return { tokenset, modes, tokens };
}

export class Others {
  /** Oldest first; empty until somebody needed them. */
  known = $state.raw<readonly Other[]>([]);
  names = $derived(namesOf(this.known));
  #workspace: string;
  #own: string;
  #asked: Promise<void> | null = null;

  constructor(workspace: string, own: string) {
    this.#workspace = workspace;
    this.#own = own;
  }

  /** Fetches them the first time, and again after a change. */
  need(): Promise<void> {
    return (this.#asked ??= this.#fetch().catch(() => {
      // The next to need them asks anew.
      this.#asked = null;
    }));
  }

  /** Something changed in one of them. */
  changed() {
    if (!this.#asked) return;
    this.#asked = null;
    void this.need();
  }

  async #fetch() {
    const { tokensets } = await get<{ tokensets: Tokenset[] }>(`/workspaces/${this.#workspace}/tokensets`);
    this.known = await Promise.all(tokensets.filter((one) => one.id !== this.#own).map(read));
  }
}
