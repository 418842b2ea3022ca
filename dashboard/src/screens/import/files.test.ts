import { describe, expect, it } from 'vitest';
import { byFile, form, modeIn, stem } from './files';

describe('a file', () => {
  it('goes where its name says', () => {
    for (const [name, tokenset, mode] of [
      ['colors.tokens.json', 'colors', ''],
      ['colors.dark.tokens.json', 'colors', 'dark'],
      ['Brand Colors.high-contrast.json5', 'Brand Colors', 'high-contrast'],
      ['a/b\\theme.light.wide.jsonc', 'theme', 'light wide'],
      ['.json', 'Imported', ''],
      ['tokens', 'tokens', ''],
    ] as const) {
      expect([stem(name), modeIn(name)], name).toEqual([tokenset, mode]);
    }
  });

  it('follows what the form says of it', () => {
    const file = (name: string) => new File(['{}'], name);
    const data = form(
      [
        { file: file('a.json'), tokenset: ' A ', mode: '' },
        { file: file('b.json'), tokenset: 'B', mode: ' Dark ' },
      ],
      true,
    );
    expect([...data].map(([name, value]) => [name, value instanceof File ? value.name : value])).toEqual([
      ['tokenset', 'A'],
      ['file', 'a.json'],
      ['tokenset', 'B'],
      ['mode', 'Dark'],
      ['file', 'b.json'],
    ]);
    expect([...form([{ file: file('a.json'), tokenset: 'A', mode: '' }], false).keys()]).toEqual(['file']);
  });
});

it('remarks stand together by file', () => {
  const note = (path: string, file?: string) => ({ path, code: 'x', reason: 'y', ...(file ? { file } : {}) });
  const notes = [note('one', 'a'), note('none'), note('two', 'b'), note('three', 'a')];
  expect(byFile(notes).map(([file, list]) => [file, list.map((one) => one.path)])).toEqual([
    ['a', ['one', 'three']],
    ['b', ['two']],
    ['', ['none']],
  ]);
});
