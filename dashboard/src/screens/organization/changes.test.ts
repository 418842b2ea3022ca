import { describe, expect, it } from 'vitest';
import type { Change } from '../../lib/api/organizations';
import { fits, lines, section, summary } from './changes';

const change = (parts: Partial<Change>): Change => ({
  kind: 'changed', tokenset_id: 'T', tokenset: 'Carbon', mode: 'white', name: 'blue.60', type: 'color', direct: true, old: '#00f', new: '#00e', ...parts,
});
const told = (changes: Change[]) => lines(changes).map((line) => `${line.row} ${line.row === 'set' ? line.tokens : (line.change.name ?? line.change.mode)} ${line.modes.join(',')}`.trim());

describe('the lines of a diff', () => {
  it('put modes that changed alike on one line, under their tokenset', () => {
    const alike = ['white', 'g10'].map((mode) => change({ mode }));
    expect(told([...alike, change({ mode: 'g90', new: '#00d' }), change({ tokenset_id: 'U', tokenset: 'Carbon' })])).toEqual([
      'set 1', 'token blue.60 white,g10', 'mode blue.60 g90', 'set 1', 'token blue.60 white',
    ]);
  });

  it('keep kinds, renames and parts of one token apart', () => {
    expect(told([change({}), change({ kind: 'deprecated' }), change({ part: 'description' }), change({ kind: 'renamed', from: 'a', to: 'blue.60' })])).toEqual([
      'set 4', 'token blue.60 white', 'token blue.60 white', 'token blue.60 white', 'token blue.60 white',
    ]);
  });

  it('tell a whole mode and a whole tokenset', () => {
    const whole = [change({ kind: 'removed', name: null, mode: 'g10' }), change({ kind: 'removed', name: null, mode: 'g90' }), change({ kind: 'added', name: null, mode: null })];
    expect(told(whole)).toEqual(['set 3', 'token g10 g10', 'token g90 g90', 'token null']);
  });

  it('have keys of their own', () => {
    const keys = lines([change({}), change({ mode: 'g10', new: null }), change({ mode: 'g90', new: '' }), change({ kind: 'removed' })]).map((line) => line.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

it('each change is in one section', () => {
  expect([change({}), change({ direct: false }), change({ part: 'text', direct: false })].map(section)).toEqual(['direct', 'aliases', 'unseen']);
});

it('a search looks at names and values', () => {
  const wanted = { text: '', kinds: new Set<never>(), mode: '' };
  expect(fits(change({}), { ...wanted, text: 'BLUE' })).toBe(true);
  expect(fits(change({}), { ...wanted, text: '#00e' })).toBe(true);
  expect(fits(change({}), { ...wanted, text: 'green' })).toBe(false);
  expect(fits(change({}), { ...wanted, mode: 'g10' })).toBe(false);
  expect(fits(change({}), { ...wanted, kinds: new Set(['removed' as const]) })).toBe(false);
});

it('a summary counts values by kind', () => {
  expect(summary([change({}), change({ mode: 'g10' }), change({ kind: 'removed' })])).toEqual({
    kinds: [{ kind: 'removed', count: 1 }, { kind: 'changed', count: 2 }],
    modes: ['white', 'g10'],
  });
});

it('ten thousand tokens in four modes become lines, each mode with its own value', () => {
  const many = Array.from({ length: 40_000 }, (_, index) => change({ name: `t.${index >> 2}`, mode: `m${index & 3}`, new: String(index) }));
  expect(lines(many)).toHaveLength(40_001);
});
