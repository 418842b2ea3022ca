/** Which names refer to which, kept up to date name by name. */
import { referencesOf, type Draft } from './refs';

export class Usage {
  #users = new Map<string, Set<string>>();
  #targets = new Map<string, Set<string>>();

  /** Names that refer to each name directly. */
  get users(): Map<string, Set<string>> {
    return this.#users;
  }

  /** Notes anew what a name's cells refer to. */
  note(name: string, cells: Iterable<Draft>) {
    for (const target of this.#targets.get(name) ?? []) {
      const set = this.#users.get(target);
      set?.delete(name);
      if (!set?.size) this.#users.delete(target);
    }
    const targets = new Set<string>();
    for (const cell of cells) {
      for (const target of referencesOf(cell)) {
        targets.add(target);
        const set = this.#users.get(target);
        if (set) set.add(name);
        else this.#users.set(target, new Set([name]));
      }
    }
    if (targets.size) this.#targets.set(name, targets);
    else this.#targets.delete(name);
  }
}
