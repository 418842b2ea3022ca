/** What somebody without a session can do besides signing in. */
import { get } from '../../lib/api/client';
import type { Ways as Known } from '../../lib/api/types';

export class Ways {
  /** `null` until the server has said, and where it cannot be reached. */
  known = $state.raw<Known | null>(null);
  /** Whether there is an answer, if only that there is none: forms wait for it, so that nothing moves. */
  asked = $state(false);

  constructor() {
    void get<Known>('/auth/options', { retries: 0 })
      .then((known) => (this.known = known))
      .catch(() => {})
      .finally(() => (this.asked = true));
  }
}
