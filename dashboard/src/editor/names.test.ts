import { describe, expect, it } from 'vitest';
import { cssName, freeName, movesOf, nameProblem, renaming, renamesOf, sortNames, swiftName, treeRows } from './names';

const NAMES = ['color.gray', 'color.gray.50', 'color.gray.500', 'color.red', 'space.1'];
const shape = (closed: string[]) =>
  treeRows(NAMES, new Set(closed)).map(
    (row) => `${'  '.repeat(row.depth)}${row.inside ? (row.open ? '▾' : '▸') : '·'}${row.label}${row.token ? '' : '/'} ${row.inside}`,
  );

describe('names', () => {
  it('stand in the order people expect', () => {
    const names = ['a.500', 'a.50', 'b', 'a', 'a.50.x', 'A.1'];
    expect(sortNames(names)).toEqual(['a', 'a.50', 'a.50.x', 'a.500', 'A.1', 'b']);
  });

  it('make a tree in which a token may be a group too', () => {
    expect(shape([])).toEqual([
      '▾color/ 4',
      '  ▾gray 2',
      '    ·50 0',
      '    ·500 0',
      '  ·red 0',
      '▾space/ 1',
      '  ·1 0',
    ]);
  });

  it('in closed groups are not shown', () => {
    expect(shape(['color.gray', 'space'])).toEqual(['▾color/ 4', '  ▸gray 2', '  ·red 0', '▸space/ 1']);
    expect(shape(['color'])).toEqual(['▸color/ 4', '▾space/ 1', '  ·1 0']);
  });

  it('of copies are free', () => {
    const taken = new Set(['a.b', 'a.b-2']);
    expect(freeName('a.b', (name) => taken.has(name))).toBe('a.b-3');
    expect(freeName('a.c', (name) => taken.has(name))).toBe('a.c');
  });

  it.each(['', 'a..b', '.a', 'a.', 'a.$b', 'a{b', 'x'.repeat(256), 'a.'.repeat(32) + 'a'])('like “%s” are refused', (name) => {
    expect(nameProblem(name)).toBeTruthy();
  });

  it.each(['a', 'primaryColor', 'größe.h1', 'a b.c/d & e'])('like “%s” are fine', (name) => {
    expect(nameProblem(name)).toBe(false);
  });

  it('are copied as code writes them', () => {
    expect(cssName('colors.primary.500')).toBe('--colors-primary-500');
    expect(swiftName('colors.primary.500')).toBe('colorsPrimary500');
    expect(swiftName('500.dark-blue')).toBe('_500DarkBlue');
  });

  it('change over whole groups, and back', () => {
    const renames = renamesOf('color.gray', 'gray', NAMES);
    expect(renames).toEqual([
      { from: 'color.gray', to: 'gray' },
      { from: 'color.gray.*', to: 'gray.*' },
    ]);
    const changed = renaming(NAMES, renames);
    expect(Object.fromEntries(changed)).toEqual({ 'color.gray': 'gray', 'color.gray.50': 'gray.50', 'color.gray.500': 'gray.500' });
    const back = renames.map(({ from, to }) => ({ from: to, to: from }));
    expect([...renaming(changed.values(), back).values()]).toEqual([...changed.keys()]);
  });

  it('change one by one where others have such names already', () => {
    expect(renamesOf('color', 'space', NAMES)).toContainEqual({ from: 'color.gray.50', to: 'space.gray.50' });
  });

  it.each([
    [['color.gray.50', 'color.red'], 'space', null, 'space.50 space.red'],
    [['color.gray'], '', null, 'gray gray.50 gray.500'],
    // Several that were chosen move without what lies under them.
    [['color.gray', 'color.red'], 'space', null, 'space.gray space.red'],
    [['color.gray'], 'color.gray.50', 'color.gray cannot be moved into itself.', ''],
    [['color.red'], 'color', 'They are in this group already.', ''],
  ])('move: %s to “%s”', (paths, group, problem, after) => {
    const moves = movesOf(paths, group, NAMES);
    expect(moves.problem).toBe(problem);
    expect([...renaming(NAMES, moves.renames).values()].join(' ')).toBe(after);
  });

  it('do not move onto each other', () => {
    expect(movesOf(['a.x', 'b.x'], 'c', ['a.x', 'b.x']).problem).toBe('Two of them would be named c.x.');
    expect(movesOf(['a.x'], 'b', ['a.x', 'b.x']).problem).toBe('There is a token named b.x already.');
  });
});
