/** How the conflicts of a merge are settled. */
import type { Conflict } from '../../lib/api/organizations';

export type Take = 'source' | 'production';

export interface Settlement {
  strategy?: Take;
  resolutions?: { key: string; take: Take }[];
}

/**
 * One by one, so that a conflict nobody has looked at stays one. More than `most` would not fit into a request:
 * then the side that most are taken from, and those that are taken from the other.
 */
export function settlement(conflicts: readonly Conflict[], taken: ReadonlyMap<string, Take>, most = 5_000): Settlement {
  const all = conflicts.flatMap(({ key }) => {
    const take = taken.get(key);
    return take ? [{ key, take }] : [];
  });
  if (!all.length) return {};
  if (all.length <= most) return { resolutions: all };
  const source = all.filter((one) => one.take === 'source').length;
  const strategy = source * 2 >= all.length ? 'source' : 'production';
  const resolutions = all.filter((one) => one.take !== strategy);
  return { strategy, ...(resolutions.length ? { resolutions } : {}) };
}

/** Whether two looks at a conflict saw the same on every side. */
export const unchanged = (one: Conflict, other: Conflict): boolean =>
  JSON.stringify([one.base, one.source, one.production, one.sides]) === JSON.stringify([other.base, other.source, other.production, other.sides]);
