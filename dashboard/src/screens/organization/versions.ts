/** Versions of releases: three numbers. */
import type { Bump } from '../../lib/api/organizations';

/** The numbers of `1.2.0`; `null` for anything else. */
export function numbers(text: string): [number, number, number] | null {
  const match = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/.exec(text.trim());
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : null;
}

/** Less than, equal to or greater than 0, as sorting wants it. */
export function compare(a: string, b: string): number {
  const [left, right] = [numbers(a) ?? [0, 0, 0], numbers(b) ?? [0, 0, 0]];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

/** The higher versions that `computed` is usually raised to. */
export function raised(computed: string, bump: Bump | null): string[] {
  const [major, minor] = numbers(computed) ?? [1, 0];
  if (bump === 'patch') return [`${major}.${minor + 1}.0`, `${major + 1}.0.0`];
  return bump === 'minor' ? [`${major + 1}.0.0`] : [];
}

/** What is wrong with a version somebody typed, if anything. */
export function versionProblem(text: string, computed: string): string | false {
  if (!text.trim()) return false;
  if (!numbers(text)) return 'A version is three numbers, like 1.2.0.';
  return compare(text, computed) < 0 ? `The changes ask for ${computed} at least.` : false;
}
