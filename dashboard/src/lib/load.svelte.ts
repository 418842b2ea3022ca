/** Something that is fetched for a screen, and fetched again. */
export class Load<T> {
  value = $state.raw<T | undefined>(undefined);
  error = $state.raw<unknown>(null);
  #fetch: () => Promise<T>;
  #turn = 0;

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch;
    void this.again();
  }

  get ready() {
    return this.value !== undefined;
  }

  /** There is an answer, or an error. */
  get settled() {
    return this.ready || this.error !== null;
  }

  /** Fetches anew; what is there stays until the answer comes, and only the last answer counts. */
  again = async () => {
    const turn = ++this.#turn;
    this.error = null;
    try {
      const value = await this.#fetch();
      if (turn === this.#turn) this.value = value;
    } catch (error) {
      if (turn === this.#turn && !(error instanceof DOMException)) this.error = error;
    }
  };
}
