/** What the screen does not know yet of what the server has. */
import { isOurs } from '../lib/api/client';
import { key } from './cell';
import type { Place } from './refs';

export class News {
  #missed = false;
  #heard = new Set<string>();
  #doubtful = new Map<string, Place>();

  /** Something was written by a request; `null`: anything may have been, by anybody. */
  heard(request: string | null) {
    if (request === null) this.#missed = true;
    else this.#heard.add(request);
  }

  /** Cells that a change made here may have changed, too: what they come to the server knows. */
  doubt(places: Iterable<Place>) {
    for (const place of places) this.#doubtful.set(key(place.mode, place.name), place);
  }

  /** What to read: everything, because somebody else wrote, or some cells. From here on it is known. */
  take(): 'all' | Place[] {
    const all = this.#missed || [...this.#heard].some((request) => !isOurs(request));
    const places = [...this.#doubtful.values()];
    this.#missed = false;
    this.#heard.clear();
    this.#doubtful.clear();
    return all ? 'all' : places;
  }
}
