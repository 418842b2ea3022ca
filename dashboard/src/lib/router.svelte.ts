/** Pages by path, over the history API. */

/** First segments that the server answers by itself. */
const OUTSIDE = /^\/(api|docs|metrics|healthz|readyz|assets)(\/|$)/;

class Router {
  path = $state(location.pathname);
  query = $state.raw(new URLSearchParams(location.search));
  #guards = new Set<() => boolean>();
  /** Which step of the history this is: each carries its number. */
  #step = numberOf(history.state) ?? 0;

  constructor() {
    history.replaceState({ step: this.#step }, '');
    addEventListener('popstate', (event) => this.#moved(event.state));
    document.addEventListener('click', (event) => this.#follow(event));
  }

  #read() {
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
  }

  /** The browser went back or forward. */
  #moved(state: unknown) {
    const step = numberOf(state);
    if (location.pathname !== this.path && this.#stays()) {
      // Back to where we are: what was to be shown there was not shown.
      if (step === null) history.pushState({ step: this.#step }, '', this.path);
      else history.go(this.#step - step);
      return;
    }
    this.#step = step ?? this.#step;
    this.#read();
  }

  #stays(): boolean {
    return [...this.#guards].some((stays) => stays());
  }

  /** Goes to a path of ours; a guard may keep the user where they are. */
  go(to: string, { replace = false } = {}) {
    if (to === location.pathname + location.search + location.hash) return;
    if (this.#stays()) return;
    if (!replace) this.#step += 1;
    history[replace ? 'replaceState' : 'pushState']({ step: this.#step }, '', to);
    this.#read();
    scrollTo(0, 0);
  }

  /** Changes the query in place, without a step in the history. */
  set(name: string, value: string | null) {
    const query = new URLSearchParams(location.search);
    if (value) query.set(name, value);
    else query.delete(name);
    const text = query.size ? `?${query}` : '';
    history.replaceState({ step: this.#step }, '', location.pathname + text);
    this.query = query;
  }

  /** Asks `stays` before every step; returns what takes the question back. */
  guard(stays: () => boolean): () => void {
    this.#guards.add(stays);
    return () => this.#guards.delete(stays);
  }

  #follow(event: MouseEvent) {
    const link = (event.target as Element | null)?.closest?.('a');
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || OUTSIDE.test(link.pathname) || link.getAttribute('href')?.startsWith('#')) return;
    event.preventDefault();
    this.go(link.pathname + link.search + link.hash);
  }
}

/** Of what was kept with a step; a step that is not ours has none. */
function numberOf(state: unknown): number | null {
  return typeof state === 'object' && state !== null && 'step' in state && typeof state.step === 'number' ? state.step : null;
}

export const router = new Router();

/** `/tokensets/:id` over `/tokensets/7` gives `{id: '7'}`; `null` when it does not fit. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const want = pattern.split('/').filter(Boolean);
  const have = path.split('/').filter(Boolean);
  if (want.length !== have.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of want.entries()) {
    const text = have[index] ?? '';
    if (part.startsWith(':')) {
      try {
        found[part.slice(1)] = decodeURIComponent(text);
      } catch {
        return null;
      }
    } else if (part !== text) return null;
  }
  return found;
}
