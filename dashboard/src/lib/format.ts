/** Times and numbers for people. */

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
const MOMENT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const COUNT = new Intl.NumberFormat('en');

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `5 minutes ago`, `yesterday`, `12 Mar 2025`. */
export function ago(time: string, now = Date.now()): string {
  const seconds = (new Date(time).getTime() - now) / 1000;
  if (Math.abs(seconds) < 45) return 'just now';
  if (Math.abs(seconds) > 14 * 86_400) return DAY.format(new Date(time));
  const [unit, length] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ['minute', 60];
  return RELATIVE.format(Math.round(seconds / length), unit);
}

export const day = (time: string) => DAY.format(new Date(time));
export const moment = (time: string) => MOMENT.format(new Date(time));
export const count = (number: number) => COUNT.format(number);

/** `1 token`, `3 tokens`. */
export const plural = (number: number, one: string, many = `${one}s`) =>
  `${count(number)} ${number === 1 ? one : many}`;

/** `a, b, c and 17 more`. */
export const few = (names: readonly string[], most = 4): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most - 1).join(', ')} and ${count(names.length - most + 1)} more`;

/** At most `most` of a list, as far apart in it as they can be. */
export const spread = <T>(list: T[], most: number): T[] =>
  list.length <= most ? list : Array.from({ length: most }, (_, at) => list[Math.round((at * (list.length - 1)) / (most - 1))] as T);

/** A browser's name and system, out of its User-Agent. */
export function device(agent: string | null): string {
  if (!agent) return 'Unknown browser';
  const browser = [
    ['Edg/', 'Edge'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([mark]) => agent.includes(mark ?? ''))?.[1];
  const system = [
    ['Android', 'Android'],
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Windows', 'Windows'],
    ['Mac OS', 'macOS'],
    ['Linux', 'Linux'],
  ].find(([mark]) => agent.includes(mark ?? ''))?.[1];
  return browser ? (system ? `${browser} on ${system}` : browser) : agent.slice(0, 40);
}

/** A name that has to fit into a button. */
export const short = (name: string) => (name.length > 28 ? `${name.slice(0, 27)}…` : name);
