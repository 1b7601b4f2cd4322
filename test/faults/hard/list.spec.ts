import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { HARD_TESTS } from './list.js';

describe('the list of hard tests', () => {
  it('names tests that are there, for each at least one that shows it, or a fault of `npm run faults`', () => {
    const absent = HARD_TESTS.flatMap(({ tests }) =>
      tests.filter(([file, title]) => !readFileSync(file, 'utf8').includes(title)),
    );
    expect(absent).toEqual([]);
    expect(HARD_TESTS.filter(({ tests, scenarios }) => tests.length + scenarios.length === 0)).toEqual([]);
    expect(HARD_TESTS.map(({ number }) => number)).toEqual(HARD_TESTS.map((_, at) => at + 1));
  });
});
