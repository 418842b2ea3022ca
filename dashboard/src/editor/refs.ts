/** References between tokens, resolved here so that an edit shows at once. The server has the last word. */

/** What a token says, without its identity. */
export interface Draft {
  type: string;
  value: string | null;
  alias_to: string | null;
  description: string | null;
}

const REFERENCE = /\{([^{}"]+)\}/g;

/** The names that a value refers to. JSON's own braces hold quotes, references do not. */
export function namesIn(text: string): string[] {
  return text.includes('{') ? [...text.matchAll(REFERENCE)].map((match) => match[1]?.trim() ?? '') : [];
}

/** Every name a token refers to. */
export const referencesOf = (draft: Pick<Draft, 'value' | 'alias_to'>): string[] =>
  draft.alias_to === null ? namesIn(draft.value ?? '') : [draft.alias_to];

/** A token's text after the names it refers to have changed. */
export function renamed<T extends Pick<Draft, 'value' | 'alias_to'>>({ value, alias_to }: T, names: ReadonlyMap<string, string>) {
  if (alias_to !== null) return { value, alias_to: names.get(alias_to) ?? alias_to };
  const text = value?.includes('{') ? value.replace(REFERENCE, (whole, name: string) => `{${names.get(name.trim()) ?? whole.slice(1, -1)}}`) : value;
  return { value: text, alias_to };
}

/** As people type it: an alias in braces. */
export const written = (draft: Pick<Draft, 'value' | 'alias_to'>): string =>
  draft.alias_to === null ? (draft.value ?? '') : `{${draft.alias_to}}`;

/** The other way: text that is exactly a reference is an alias. */
export function parseWritten(text: string): Pick<Draft, 'value' | 'alias_to'> {
  const alias = /^\{([^{}"]+)\}$/.exec(text.trim())?.[1]?.trim();
  return alias ? { value: null, alias_to: alias } : { value: text, alias_to: null };
}

/** How to find a token from a mode: its text, the mode it was found in, and what the server last said. */
export type LookUp = (name: string, mode: string) => { draft: Draft; mode: string; known: string | null } | null;

/** The text a token comes to; `null` when a reference leads nowhere or in a circle. */
export function resolve(name: string, mode: string, lookUp: LookUp, outside: (name: string, mode: string) => string | null): string | null {
  const path = new Set<string>();
  const visit = (target: string, from: string): string | null => {
    const found = lookUp(target, from);
    if (!found) return outside(target, from);
    const key = `${found.mode} ${target}`;
    if (path.has(key)) return null;
    const { value, alias_to } = found.draft;
    if (alias_to === null && !value?.includes('{')) return value;
    path.add(key);
    try {
      if (alias_to !== null) return visit(alias_to, found.mode);
      let broken = false;
      const text = (value ?? '').replace(REFERENCE, (_, inner: string) => {
        const part = visit(inner.trim(), found.mode);
        broken ||= part === null;
        return part ?? '';
      });
      return broken || text.length > 65_536 ? null : text;
    } finally {
      path.delete(key);
    }
  };
  return visit(name, mode);
}

/** Everything that depends on `names`, over any number of steps; `names` themselves left out. */
export function dependants(names: Iterable<string>, users: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const start = new Set(names);
  const found = new Set<string>();
  const open = [...start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const user of users.get(name) ?? []) {
      if (found.has(user)) continue;
      found.add(user);
      open.push(user);
    }
  }
  for (const name of start) found.delete(name);
  return found;
}

/** A token in a mode. */
export interface Place {
  name: string;
  mode: string;
}

/** The modes by name in which something changes when `starts` do; `from` says what refers to a place directly. */
export function dependantCells(starts: readonly Place[], from: (place: Place) => readonly Place[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const begun = new Set(starts.map(({ name, mode }) => `${mode} ${name}`));
  const open = [...starts];
  for (let place = open.pop(); place; place = open.pop()) {
    for (const user of from(place)) {
      const modes = found.get(user.name);
      if (begun.has(`${user.mode} ${user.name}`) || modes?.has(user.mode)) continue;
      if (modes) modes.add(user.mode);
      else found.set(user.name, new Set([user.mode]));
      open.push(user);
    }
  }
  return found;
}
