import { describe, expect, it } from 'vitest';
import { dependantCells, dependants, namesIn, parseWritten, renamed, resolve, written, type Draft, type LookUp, type Place } from './refs';

const draft = (text: string): Draft => ({ type: 'color', description: null, ...parseWritten(text) });

/** Two modes; what dark lacks is looked up in light, and from there on in light. */
function look(tokens: Record<'light' | 'dark', Record<string, string>>): LookUp {
  return (name, mode) => {
    for (const at of [mode as 'light' | 'dark', 'light'] as const) {
      const text = tokens[at][name];
      if (text !== undefined) return { draft: draft(text), mode: at, known: null };
    }
    return null;
  };
}

describe('a reference', () => {
  it('is found in any value, and not in the braces of JSON', () => {
    expect(namesIn('1px solid {color.line}')).toEqual(['color.line']);
    expect(namesIn('{"width":"{border.w}","color":"{ a b.c }"}')).toEqual(['border.w', 'a b.c']);
    expect(namesIn('{"width":"1px"}')).toEqual([]);
  });

  it('that is the whole text makes an alias', () => {
    expect(parseWritten(' {a.b} ')).toEqual({ value: null, alias_to: 'a.b' });
    expect(parseWritten('{a.b} * 2')).toEqual({ value: '{a.b} * 2', alias_to: null });
    expect(written({ value: null, alias_to: 'a.b' })).toBe('{a.b}');
  });

  it('follows a rename, in shorthands too', () => {
    const names = new Map([['a.b', 'x.y']]);
    expect(renamed(draft('{a.b}'), names).alias_to).toBe('x.y');
    expect(renamed(draft('1px solid {a.b} {a.bc}'), names).value).toBe('1px solid {x.y} {a.bc}');
    expect(renamed(draft('{"color":"{a.b}"}'), names).value).toBe('{"color":"{x.y}"}');
    expect(renamed(draft('plain'), names).value).toBe('plain');
  });

  const tokens = {
    light: { base: '#fff', text: '{base}', line: '1px solid {text}', a: '{b}', b: '{a}', lost: '{nowhere}', other: '{elsewhere}' },
    dark: { base: '#000', line: '2px solid {text}' },
  };
  const outside = (name: string) => (name === 'elsewhere' ? 'teal' : null);

  it.each([
    ['line', 'light', '1px solid #fff'],
    // `text` is light's: so is what it refers to.
    ['line', 'dark', '2px solid #fff'],
    ['base', 'dark', '#000'],
    ['a', 'light', null],
    ['lost', 'light', null],
    ['other', 'light', 'teal'],
  ])('%s in %s comes to %s', (name, mode, text) => {
    expect(resolve(name, mode, look(tokens), outside)).toBe(text);
  });

  it('is followed by those who depend on it, in circles too', () => {
    const users = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c', 'a'])],
    ]);
    expect([...dependants(['a'], users)].sort()).toEqual(['b', 'c']);
    expect(dependants(['z'], users).size).toBe(0);
  });

  it('changes what refers to it, in the modes where that leads to it', () => {
    // What dark lacks leads to light; `own` has a value of its own there.
    const users: Record<string, Place[]> = {
      'base light': [{ name: 'text', mode: 'light' }, { name: 'text', mode: 'dark' }, { name: 'own', mode: 'light' }],
      'text dark': [{ name: 'line', mode: 'dark' }],
      'line dark': [{ name: 'base', mode: 'light' }],
    };
    const found = dependantCells([{ name: 'base', mode: 'light' }], ({ name, mode }) => users[`${name} ${mode}`] ?? []);
    expect([...found].map(([name, modes]) => [name, ...modes])).toEqual([['text', 'light', 'dark'], ['own', 'light'], ['line', 'dark']]);
  });
});
