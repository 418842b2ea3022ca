import { describe, expect, it } from 'vitest';
import type { Mode, Tokenset } from '../lib/api/types';
import { lookUpIn, namesOf, type Other } from './others.svelte';

/** A tokenset whose first mode is the default. */
function other(name: string, modes: Record<string, Record<string, string>>): Other {
  const list = Object.keys(modes).map((mode, index) => ({ id: `${name}-${mode}`, name: mode, is_default: index === 0 }) as Mode);
  const tokens = list.map((mode) => {
    const entries = Object.entries(modes[mode.name] ?? {});
    return [mode.id, new Map(entries.map(([path, resolved]) => [path, { type: 'color' as const, resolved }]))] as const;
  });
  return { tokenset: { name } as Tokenset, modes: list, tokens: new Map(tokens) };
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
