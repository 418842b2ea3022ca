/** Something with a name, as it was shown to whoever is about to change or delete it. */
import { ApiError, patch, remove, request } from './client';

interface Shown {
  name: string;
  description?: string | null | undefined;
}

export class Seen {
  #path: string;
  #shown: Shown;

  constructor(path: string, shown: Shown) {
    this.#path = path;
    this.#shown = shown;
  }

  change = async (body: Record<string, unknown>): Promise<void> => {
    await patch(this.#path, body, { ifMatch: await this.#tag() });
  };

  remove = async (): Promise<void> => {
    await remove(this.#path, { ifMatch: await this.#tag() });
  };

  /** Of what is there now, if that is what was shown. What it has become is said once: whoever goes on has seen it. */
  async #tag(): Promise<string | null> {
    const { data, etag } = await request<Shown>('GET', this.#path);
    const said = differences(this.#shown, data);
    this.#shown = data;
    if (said.length) {
      throw new ApiError(412, 'changed_meanwhile', `Somebody else changed this meanwhile: ${said.join(', ')}. Press again to go on all the same.`);
    }
    return etag;
  }
}

/** What a thing that was shown is by now, in words. */
export function differences(shown: Shown, now: Shown): string[] {
  const said: string[] = [];
  if (shown.name !== now.name) said.push(`it is called “${now.name}” now`);
  if ((shown.description ?? '') !== (now.description ?? '')) {
    said.push(now.description ? `its description is “${now.description}” now` : 'it has no description any more');
  }
  return said;
}
