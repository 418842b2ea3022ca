import { describe, expect, it } from 'vitest';
import type { Conflict } from '../../lib/api/organizations';
import { settlement, unchanged, type Take } from './settle';

const conflict = (key: string, parts: Partial<Conflict> = {}): Conflict => ({
  key, tokenset: 'T', mode: 'Light', name: key, base: '1', source: '2', production: '3',
  sides: { base: null, source: null, production: null }, taken: null, tokenset_id: 'T', ...parts,
});
const said = (takes: Take[], most?: number) =>
  settlement(takes.map((_, index) => conflict(`k${index}`)), new Map(takes.map((take, index) => [`k${index}`, take])), most);

describe('a settlement', () => {
  it('names every conflict that was looked at', () => {
    expect(said([])).toEqual({});
    expect(said(['source', 'production'])).toEqual({ resolutions: [{ key: 'k0', take: 'source' }, { key: 'k1', take: 'production' }] });
    expect(settlement([conflict('a'), conflict('b')], new Map([['b', 'source']]))).toEqual({ resolutions: [{ key: 'b', take: 'source' }] });
  });

  it('of very many names those that are taken from the other side', () => {
    expect(said(['source', 'source'], 1)).toEqual({ strategy: 'source' });
    expect(said(['production', 'source', 'production'], 2)).toEqual({ strategy: 'production', resolutions: [{ key: 'k1', take: 'source' }] });
  });
});

it('a conflict is another one when a side moved', () => {
  expect(unchanged(conflict('a'), conflict('a'))).toBe(true);
  expect(unchanged(conflict('a'), conflict('a', { production: '4' }))).toBe(false);
});
