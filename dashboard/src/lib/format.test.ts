import { describe, expect, it } from 'vitest';
import { ago, device, few, plural, spread } from './format';

const now = new Date('2025-06-15T12:00:00Z').getTime();

describe('a time', () => {
  it.each([
    ['2025-06-15T11:59:30Z', 'just now'],
    ['2025-06-15T11:55:00Z', '5 minutes ago'],
    ['2025-06-15T09:00:00Z', '3 hours ago'],
    ['2025-06-14T11:00:00Z', 'yesterday'],
    ['2025-03-02T12:00:00Z', 'Mar 2, 2025'],
  ])('%s reads %s', (time, text) => {
    expect(ago(time, now)).toBe(text);
  });
});

it('counts take their noun along', () => {
  expect([plural(1, 'token'), plural(2, 'token'), plural(12_345, 'entry', 'entries')]).toEqual([
    '1 token',
    '2 tokens',
    '12,345 entries',
  ]);
});

it('a browser is named by what people call it', () => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';
  expect([device(chrome), device(null), device('curl/8.5')]).toEqual(['Chrome on Linux', 'Unknown browser', 'curl/8.5']);
});

it('many names are some and a number', () => {
  expect([few(['a']), few(['a', 'b', 'c', 'd']), few(['a', 'b', 'c', 'd', 'e'])]).toEqual(['a', 'a, b, c, d', 'a, b, c and 2 more']);
});

it('a few of many lie far apart', () => {
  expect(spread([1, 2, 3], 4)).toEqual([1, 2, 3]);
  expect(spread([...Array(100).keys()], 4)).toEqual([0, 33, 66, 99]);
});
