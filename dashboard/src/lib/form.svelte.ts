/** A form's way to the server: what is missing, what was refused, and no second press meanwhile. */
import { sentence } from './api/client';

export class Form {
  busy = $state(false);
  error = $state<string | null>(null);
  /** By field; the first is where the eye should go. */
  problems = $state<Record<string, string>>({});

  /** Runs `work` unless `check` finds something; returns whether it went well. */
  async run(work: () => Promise<void>, check: () => Record<string, string | false> = () => ({})): Promise<boolean> {
    if (this.busy) return false;
    const found = Object.entries(check()).filter((entry): entry is [string, string] => Boolean(entry[1]));
    this.problems = Object.fromEntries(found);
    this.error = null;
    if (found.length) return false;
    this.busy = true;
    try {
      await work();
      return true;
    } catch (error) {
      this.error = sentence(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

const EMAIL = /^\S+@\S+$/;

/** What is wrong with an address, if anything. */
export const emailProblem = (email: string): string | false =>
  EMAIL.test(email.trim()) ? false : 'Enter an e-mail address, like ada@example.com.';

/** What is wrong with a new password; the server checks for common ones. */
export function passwordProblem(password: string): string | false {
  const bytes = new TextEncoder().encode(password).length;
  if (bytes < 10) return 'A password needs at least 10 characters.';
  return bytes > 1024 ? 'This password is too long: at most 1024 bytes.' : false;
}
