import { describe, expect, it } from 'vitest';
import { contrast, fromSrgb, inSrgb, over, parseOklch, toHex, toOklchText, toRgbText, verdict, type Oklch } from './color';

const hex = (text: string): Oklch =>
  fromSrgb([1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16) / 255) as [number, number, number]);

describe('a colour', () => {
  it.each(['#000000', '#ffffff', '#3b82f6', '#ff0000', '#7f7f7f'])('%s comes back from OKLCH', (text) => {
    expect(toHex(hex(text))).toBe(text);
  });

  it('has the published coordinates', () => {
    const red = hex('#ff0000');
    expect([red.l, red.c, red.h].map((x) => x.toFixed(3))).toEqual(['0.628', '0.258', '29.234']);
    expect(hex('#808080').c).toBeLessThan(0.001);
  });

  it('is written as CSS', () => {
    const color = { l: 0.62, c: 0.2, h: 285, alpha: 0.5 };
    expect(toOklchText(color)).toBe('oklch(0.62 0.2 285 / 0.5)');
    expect(toRgbText({ ...hex('#3b82f6'), alpha: 1 })).toBe('rgb(59 130 246)');
    expect(toHex({ ...hex('#3b82f6'), alpha: 0.5 })).toBe('#3b82f680');
  });

  it('is read as browsers compute it', () => {
    expect(parseOklch('oklch(0.62 0.2 285 / 0.5)')).toEqual({ l: 0.62, c: 0.2, h: 285, alpha: 0.5 });
    expect(parseOklch('oklch(62% 50% none)')).toEqual({ l: 0.62, c: 0.2, h: 0, alpha: 1 });
    expect(parseOklch('rgb(1 2 3)')).toBeNull();
  });

  it('may lie outside sRGB', () => {
    expect(inSrgb(hex('#ff0000'))).toBe(true);
    expect(inSrgb({ l: 0.7, c: 0.35, h: 150, alpha: 1 })).toBe(false);
  });
});

describe('contrast', () => {
  it('is that of WCAG', () => {
    expect(contrast(hex('#000000'), hex('#ffffff'))).toBeCloseTo(21, 2);
    expect(contrast(hex('#767676'), hex('#ffffff'))).toBeCloseTo(4.54, 1);
    expect(contrast(hex('#ffffff'), hex('#ffffff'))).toBeCloseTo(1, 5);
  });

  it('sees through transparency', () => {
    const faint = { ...hex('#000000'), alpha: 0.4 };
    expect(toHex(over(faint, hex('#ffffff')))).toBe('#999999');
    expect(contrast(faint, hex('#ffffff'))).toBeLessThan(5);
  });

  it('is put into words', () => {
    expect([21, 5, 3.2, 1.5].map(verdict)).toEqual(['AAA', 'AA', 'AA for large text', 'too low for text']);
  });
});
