import { describe, expect, it } from 'vitest';
import { compare, raised, versionProblem } from './versions';

it('versions are compared by their numbers', () => {
  expect(['1.10.0', '1.9.3', '2.0.0', '1.9.0'].sort(compare)).toEqual(['1.9.0', '1.9.3', '1.10.0', '2.0.0']);
});

describe('a version', () => {
  it.each([
    ['1.2.4', 'patch', ['1.3.0', '2.0.0']],
    ['1.3.0', 'minor', ['2.0.0']],
    ['2.0.0', 'major', []],
    ['1.0.0', null, []],
  ] as const)('%s, a %s, may be raised to %s', (computed, bump, higher) => {
    expect(raised(computed, bump)).toEqual(higher);
  });

  it.each([
    ['', false],
    ['1.2.4', false],
    ['10.0.0', false],
    ['1.2.3', 'The changes ask for 1.2.4 at least.'],
    ['1.2', 'A version is three numbers, like 1.2.0.'],
    ['v2.0.0', 'A version is three numbers, like 1.2.0.'],
    ['02.0.0', 'A version is three numbers, like 1.2.0.'],
  ])('%s instead of 1.2.4: %s', (text, problem) => {
    expect(versionProblem(text, '1.2.4')).toBe(problem);
  });
});
