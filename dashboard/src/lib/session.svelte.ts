/** Who is signed in. */
import { get, post, whenSignedOut, ApiError } from './api/client';
import type { User } from './api/types';

class Session {
  user = $state.raw<User | null>(null);
  state = $state<'loading' | 'in' | 'out' | 'unreachable'>('loading');
  /** The session ended while somebody worked: sign in above the page, which keeps what was typed. */
  ended = $state(false);

  constructor() {
    whenSignedOut(() => {
      if (this.state === 'in') this.ended = true;
    });
  }

  async load() {
    this.state = 'loading';
    try {
      this.enter((await get<{ user: User }>('/auth/session')).user);
    } catch (error) {
      this.state = error instanceof ApiError && error.status === 401 ? 'out' : 'unreachable';
    }
  }

  enter(user: User) {
    const other = this.user !== null && this.user.id !== user.id;
    this.user = user;
    this.state = 'in';
    this.ended = false;
    // Nothing of one account may stay on another's screen.
    if (other) location.assign('/');
  }

  async logIn(email: string, password: string) {
    this.enter((await post<{ user: User }>('/auth/login', { email, password })).data.user);
  }

  async logOut() {
    await post('/auth/logout');
    this.state = 'out';
    this.user = null;
    location.assign('/login');
  }
}

export const session = new Session();
