import { describe, expect, it } from 'vitest';
import type { Conflict } from '../../lib/api/organizations';
import { settlement, unchanged, type Take } from './settle';

const conflict = (key: string, parts: Partial<Conflict> = {}): Conflict => ({
  key, tokenset: 'T', mode: 'Light', name: key, base: '1', source: '2', production: '3', ...parts,
});

describe('a settlement', () => {
  it.each<[Take[], object]>([
    [[], {}],
    [['source', 'source'], { strategy: 'source' }],
    [['production'], { strategy: 'production' }],
    [['production', 'source', 'production'], { strategy: 'production', resolutions: [{ key: 'k1', take: 'source' }] }],
    [['source', 'production'], { strategy: 'source', resolutions: [{ key: 'k1', take: 'production' }] }],
  ])('of %j is %j', (takes, said) => {
    const conflicts = takes.map((_, index) => conflict(`k${index}`));
    expect(settlement(conflicts, new Map(takes.map((take, index) => [`k${index}`, take])))).toEqual(said);
  });
});

it('a conflict is another one when a side moved', () => {
  expect(unchanged(conflict('a'), conflict('a'))).toBe(true);
  expect(unchanged(conflict('a'), conflict('a', { production: '4' }))).toBe(false);
});
