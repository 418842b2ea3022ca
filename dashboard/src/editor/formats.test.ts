import { describe, expect, it } from 'vitest';
import type { Mode, Tokenset } from '../lib/api/types';
import { colored, curlLine, exportPath, fileName, type Wish } from './formats';

const tokenset = { id: 'T', name: 'Brand Colors' } as Tokenset;
const modes = [
  { id: 'L', name: 'Light' },
  { id: 'H', name: 'High Contrast' },
] as Mode[];
const wish: Wish = { format: 'css', mode: '', references: '', strategy: 'light-dark', gamut: 'p3', prefix: '', missing: '' };

describe('an export', () => {
  it('says only what its format understands', () => {
    expect(exportPath(tokenset, modes, wish)).toBe('/tokensets/T/export?format=css&strategy=light-dark');
    expect(exportPath(tokenset, modes, { ...wish, mode: 'L' })).toBe('/tokensets/T/modes/L/export?format=css');
    expect(exportPath(tokenset, modes, { ...wish, format: 'ios', prefix: 'ds' })).toBe('/tokensets/T/export?format=ios&gamut=p3&prefix=ds');
  });

  it('names modes as people write them', () => {
    expect(exportPath(tokenset, modes, { ...wish, mode: 'H' }, true)).toBe('/tokensets/T/modes/high-contrast/export?format=css');
    expect(fileName(tokenset, modes, { ...wish, mode: 'H' })).toBe('brand-colors.high-contrast.css');
    expect(curlLine('https://x/api/v1', '/p', 'a.css')).toContain('"https://x/api/v1/p"');
  });
});

it('coloured text is the same text', () => {
  for (const text of ['/* a */ :root { --a-b: 1.5rem; }', '{"a": "b\\"c", "n": -2}', 'static let x: CGFloat = 16.0 // y', '<color name="a">#fff</color>', '']) {
    expect(colored(text).map(([, piece]) => piece).join('')).toBe(text);
  }
  expect(colored('--a: "x"')).toEqual([['name', '--a'], ['plain', ': '], ['string', '"x"']]);
});
