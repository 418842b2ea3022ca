import { describe, expect, it } from 'vitest';
import type { Mode, Tokenset } from '../lib/api/types';
import { lookUpIn, namesOf, usersIn, type Other } from './others.svelte';
import { namesIn } from './refs';

/** A tokenset whose first mode is the default. */
function other(name: string, modes: Record<string, Record<string, string>>): Other {
  const list = Object.keys(modes).map((mode, index) => ({ id: `${name}-${mode}`, name: mode, is_default: index === 0 }) as Mode);
  const tokens = list.map((mode) => {
    const entries = Object.entries(modes[mode.name] ?? {});
    return [mode.id, new Map(entries.map(([path, resolved]) => [path, { type: 'color' as const, resolved, refers: namesIn(resolved) }]))] as const;
  });
  return { tokenset: { id: name, name } as Tokenset, modes: list, tokens: new Map(tokens) };
}

describe('a name that leads out of its tokenset', () => {
  const others = [
    other('Base', { Day: { gray: '#888' }, dark: { ink: '#eee' } }),
    other('Brand', { Light: { gray: '#999', ink: '#111', blue: 'blue' }, Dark: { blue: 'navy' } }),
  ];
  const lead = (name: string, mode: string) => {
    const hit = lookUpIn(others, name, mode);
    return hit && `${hit.tokenset.name}: ${hit.token.resolved}`;
  };

  it.each([
    // The oldest tokenset that has it, in the mode of the same name whatever its capitals.
    ['ink', 'Dark', 'Base: #eee'],
    // The mode of that name lacks it: the default has it.
    ['gray', 'Dark', 'Base: #888'],
    // Neither the mode of that name nor the default has it: the next tokenset.
    ['ink', 'Light', 'Brand: #111'],
    ['blue', 'Dark', 'Brand: navy'],
    ['blue', 'Contrast', 'Brand: blue'],
    ['nowhere', 'Light', null],
  ])('%s from %s', (name, mode, expected) => {
    expect(lead(name, mode)).toBe(expected);
  });

  it('is one of these', () => {
    expect([...namesOf(others)].sort()).toEqual(['blue', 'gray', 'ink']);
  });
});

describe('a token that others refer to', () => {
  const mode = (id: string, name: string, is_default: boolean) => ({ id, name, is_default }) as Mode;
  const own = {
    id: 'M',
    modes: [mode('l', 'Light', true), mode('d', 'Dark', false)],
    has: (name: string, at: string) => name === 'ink' && at === 'l',
  };
  const users = (others: Other[]) => Object.fromEntries([...usersIn(others, own, new Set(['ink', 'gone']))].map(([set, names]) => [set, [...names]]));

  it('is found in whatever mode leads here', () => {
    expect(users([other('Z', { Base: { text: '{ink}', line: '1px solid {ink}', plain: '#fff' }, dark: { quiet: '{ink}' } })])).toEqual({ Z: ['text', 'line', 'quiet'] });
  });

  it('is not meant where the other tokenset has that name itself, or an older one has', () => {
    expect(users([other('Z', { Base: { text: '{ink}', ink: '#000' } })])).toEqual({});
    expect(users([other('A', { Base: { ink: '#000' } }), other('Z', { Base: { text: '{ink}' } })])).toEqual({});
    expect(users([other('N', { Base: { ink: '#000' } }), other('Z', { Base: { text: '{ink}' } })])).toEqual({ Z: ['text'] });
  });

  it('has to be here', () => {
    expect(users([other('Z', { Base: { text: '{gone}' } })])).toEqual({});
  });
});
