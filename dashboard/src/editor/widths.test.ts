import { describe, expect, it } from 'vitest';
import { clamp, LEAST, MOST, readWidths, template } from './widths.svelte';

describe('widths of columns', () => {
  it('come back as they were kept, and nothing else does', () => {
    expect([...readWidths('{"name":300,"m1":99999,"m2":"wide"}')]).toEqual([['name', 300], ['m1', MOST]]);
    for (const text of [null, '', 'null', '[', '7']) expect(readWidths(text).size).toBe(0);
  });

  it('have bounds', () => {
    expect([clamp(1), clamp(200.4), clamp(1e9)]).toEqual([LEAST, 200, MOST]);
  });

  it('leave what is not chosen its share', () => {
    expect(template(new Map([['a', 200]]), ['a', 'b'])).toEqual({
      columns: 'var(--name) 200px minmax(var(--cell), 1fr) 3rem',
      least: 'calc(var(--name) + 200px + var(--cell) + 3rem)',
    });
  });

  it('fill the window when all are chosen', () => {
    expect(template(new Map([['name', 300], ['a', 200]]), ['a']).columns).toBe('300px 200px minmax(3rem, 1fr)');
  });
});
