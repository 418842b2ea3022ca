/** The tokens of a tokenset on the server: how they are written and read. */
import { get, patch, post, remove, request } from '../lib/api/client';
import type { Token } from '../lib/api/types';
import { difference, key, type Cell, type Change } from './cell';
import type { Rename } from './names';
import type { Place } from './refs';

/** So many cells are read one by one. */
const FEW = 48;

export class Remote {
  readonly #tokenset: string;
  readonly #known: (place: Place) => Cell | undefined;

  /** `known`: a cell as the server said it last, shown or just deleted. */
  constructor(tokenset: string, known: (place: Place) => Cell | undefined) {
    this.#tokenset = tokenset;
    this.#known = known;
  }

  #path(mode: string) {
    return `/tokensets/${this.#tokenset}/modes/${mode}/tokens`;
  }

  /** Gives the token as it was written; `null`: it is gone. `once` tells the server that it is the same change, should it be sent again. */
  async write(change: Change, once: string): Promise<Token | null> {
    const { mode, name, before, after } = change;
    if (!before) return after && (await post<Token>(this.#path(mode), { name, ...after }, { idempotencyKey: once })).data;
    const known = this.#known(change);
    if (!known) return null;
    const path = `${this.#path(mode)}/${known.id}`;
    if (after) return (await patch<Token>(path, difference(before, after), { ifMatch: known.etag })).data;
    await remove(path, { ifMatch: known.etag });
    return null;
  }

  /** All changes or none, of one mode. */
  async writeMany(mode: string, changes: Change[], once: string): Promise<void> {
    const body: Record<'create' | 'update' | 'delete', unknown[]> = { create: [], update: [], delete: [] };
    for (const change of changes) {
      const { name, before, after } = change;
      const known = this.#known(change);
      if (!before && after) body.create.push({ name, ...after });
      else if (before && after && known) body.update.push({ id: known.id, if_match: known.etag, ...difference(before, after) });
      else if (before && !after && known) body.delete.push({ id: known.id, if_match: known.etag });
    }
    await post(`${this.#path(mode)}/batch`, body, { idempotencyKey: once });
  }

  async rename(rename: Rename, once: string): Promise<void> {
    await post(`/tokensets/${this.#tokenset}/tokens/rename`, rename, { idempotencyKey: once });
  }

  async one(mode: string, id: string): Promise<Token> {
    const { data, etag } = await request<Token>('GET', `${this.#path(mode)}/${id}`);
    return { ...data, etag };
  }

  /** Few are read one by one, many, and those whose id is not known, with their whole mode. */
  async read(places: readonly (Place & { id: string })[]): Promise<Token[]> {
    if (places.length <= FEW && places.every(({ id }) => id)) return Promise.all(places.map(({ mode, id }) => this.one(mode, id)));
    const wanted = new Set(places.map(({ name, mode }) => key(mode, name)));
    const modes = [...new Set(places.map(({ mode }) => mode))];
    const lists = await Promise.all(modes.map((mode) => get<{ tokens: Token[] }>(`${this.#path(mode)}?resolve=true&etags=true`)));
    return lists.flatMap(({ tokens }) => tokens.filter((token) => wanted.has(key(token.mode_id, token.name))));
  }
}
