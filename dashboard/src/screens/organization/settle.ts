/** How the conflicts of a merge are settled. */
import type { Conflict } from '../../lib/api/organizations';

export type Take = 'source' | 'production';

export interface Settlement {
  strategy?: Take;
  resolutions?: { key: string; take: Take }[];
}

/** As short as it can be said: the side most are taken from, and those that are taken from the other. */
export function settlement(conflicts: readonly Conflict[], taken: ReadonlyMap<string, Take>): Settlement {
  if (!conflicts.length) return {};
  const from = (take: Take) => conflicts.filter((one) => taken.get(one.key) === take);
  const [source, production] = [from('source'), from('production')];
  const [strategy, others, take] =
    source.length >= production.length ? (['source', production, 'production'] as const) : (['production', source, 'source'] as const);
  return { strategy, ...(others.length ? { resolutions: others.map(({ key }) => ({ key, take })) } : {}) };
}

/** Whether two looks at a conflict saw the same on every side. */
export const unchanged = (one: Conflict, other: Conflict): boolean =>
  JSON.stringify([one.base, one.source, one.production, one.sides]) === JSON.stringify([other.base, other.source, other.production, other.sides]);
