import { describe, expect, it } from 'vitest';
import { bezier, cssGradient, cssShadow, cssText, cssType, isOpaque, milliseconds, pixels, shortText } from './preview';

describe('a value becomes CSS', () => {
  it.each([
    ['#fff', '#fff'],
    ['{"value":4,"unit":"px"}', '4px'],
    ['{"colorSpace":"srgb","components":[1,0.5,0],"alpha":0.5}', 'color(srgb 1 0.5 0 / 0.5)'],
    ['{"colorSpace":"oklch","components":[0.7,0.1,"none"]}', 'oklch(0.7 0.1 none)'],
    ['{"colorSpace":"hsl","components":[120,50,25]}', 'hsl(120 50% 25%)'],
  ])('%s', (text, css) => {
    expect(cssText(text)).toBe(css);
  });

  it('when it is a shadow', () => {
    const layer = '{"offsetX":"0px","offsetY":{"value":1,"unit":"px"},"blur":"2px","spread":"0px","color":"#0003"}';
    expect(cssShadow(layer)).toBe('0px 1px 2px 0px #0003');
    expect(cssShadow(`[${layer},${layer.replace('{', '{"inset":true,')}]`)).toBe('0px 1px 2px 0px #0003, inset 0px 1px 2px 0px #0003');
    expect(cssShadow('0 1px 2px red')).toBe('0 1px 2px red');
  });

  it('when it is a gradient', () => {
    const stops = '[{"color":"red","position":0},{"color":"#00f","position":1}]';
    expect(cssGradient(stops)).toBe('linear-gradient(90deg, red 0%, #00f 100%)');
  });

  it('when it is a type style', () => {
    expect(cssType('{"fontFamily":["Inter","sans-serif"],"fontWeight":"semi-bold"}')).toEqual({
      'font-family': '"Inter", "sans-serif"',
      'font-weight': '600',
      'letter-spacing': null,
    });
  });
});

describe('a sample is drawn from', () => {
  it.each([
    ['16px', 16],
    ['1.5rem', 24],
    ['0', 0],
    ['{"value":2,"unit":"rem"}', 32],
    ['calc(1px + 2px)', null],
    ['50%', null],
  ])('the length %s', (text, px) => {
    expect(pixels(text)).toBe(px);
  });

  it('a time', () => {
    expect([milliseconds('200ms'), milliseconds('all 0.2s ease'), milliseconds('{"duration":"150ms"}'), milliseconds('none')]).toEqual([
      200, 200, 150, null,
    ]);
  });

  it('an easing', () => {
    expect(bezier('cubic-bezier(0.2, 0, 0, 1)')).toEqual([0.2, 0, 0, 1]);
    expect(bezier('[0.2,0,0,1]')).toEqual([0.2, 0, 0, 1]);
    expect(bezier('150ms ease-in')).toEqual([0.42, 0, 1, 1]);
    expect(bezier('steps(4)')).toBeNull();
  });
});

it('composites are summed up in a line', () => {
  expect(shortText('typography', '{"fontFamily":"Inter, sans-serif","fontSize":"16px","lineHeight":"1.5","fontWeight":"700"}')).toBe('700 16px/1.5 Inter');
  expect(shortText('border', '{"width":"1px","style":"solid","color":"#ccc"}')).toBe('1px solid #ccc');
  expect(shortText('string', 'plain')).toBe('plain');
  const color = (components: number[], more = '') => shortText('color', `{"colorSpace":"srgb","components":[${components.join(',')}]${more}}`);
  expect(color([0.12941176470588237, 0, 1])).toBe('#2100ff');
  expect(color([0.12341176470588237, 0, 1])).toBe('color(srgb 0.1234 0 1)');
  expect(color([0, 0, 1], ',"alpha":0.5')).toBe('color(srgb 0 0 1 / 0.5)');
});

describe('what shows through a colour', () => {
  it.each(['#fff', '#112233', 'red', 'rgb(1, 2, 3)', 'rgb(1 2 3)', 'oklch(0.5 0.1 20)', 'color(display-p3 1 0 0)', 'hsl(120, 50%, 25%)'])(
    'nothing: %s',
    (color) => expect(isOpaque(color)).toBe(true),
  );

  it.each(['#fff8', '#11223344', 'transparent', 'rgba(1, 2, 3, 0.5)', 'rgb(1 2 3 / 50%)', 'oklch(0.5 0.1 20 / 1)', 'color-mix(in oklab, red, blue)'])(
    'perhaps something: %s',
    (color) => expect(isOpaque(color)).toBe(false),
  );
});
