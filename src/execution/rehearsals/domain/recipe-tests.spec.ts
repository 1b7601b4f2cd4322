import { describe, expect, it } from '@jest/globals';
import { parseRecipeTests, readRecording } from './index.js';

const CSV = 'time,tag,value,quality\n2026-05-01T08:00:10Z,ph,7.2,good\n2026-05-01T08:00:00Z,ph,,bad\n';
const file = (given: string, tests: string): string =>
  `recipe: some.yaml\ngiven:\n  values: { count.cells: 100 }\n${given}tests:\n${tests}`;
const ONE = '  - { name: It ends, then: { complete: true } }\n';

describe('a file of recipe tests', () => {
  it('gives to each test what is given to all, and its own above it', () => {
    const own =
      '  - { name: Two, given: { values: { count.cells: [90, 91] } }, then: { values: { dose.result: 2.50 mL } } }\n';
    const parsed = parseRecipeTests(file('', ONE + own));
    if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
    const [one, two] = parsed.tests;
    expect([one!.script.values, two!.script.values]).toEqual([
      { 'count.cells': '100' },
      { 'count.cells': ['90', '91'] },
    ]);
    expect(two!.then).toEqual({ values: { 'dose.result': '2.50 mL' } });
    expect(parsed.lineOf(two!)).toBe(6);
  });

  it('that says what no test can say is refused at its line', () => {
    const parsed = parseRecipeTests(
      file('', '  - { name: Two, when: [{ step: count, dance: 3 }], then: { complete: true } }\n'),
    );
    expect(parsed).toMatchObject({ findings: [{ line: 5, code: 'schema.unknown-key' }] });
  });

  it('reads a recorded stream that stands beside it, and says which is not there or not readable', () => {
    const text = file('  recorded: kept.csv\n', ONE);
    const beside = (content: string | null) => parseRecipeTests(text, () => content);
    expect(beside(CSV)).toMatchObject({
      given: {
        recorded: [
          { tag: 'ph', at: 0, value: null },
          { tag: 'ph', at: 10_000, value: 7.2 },
        ],
      },
    });
    const messages = [null, 'time,tag\n', `${CSV}yesterday,ph,7\n`, '{"time":"2026-05-01T08:00:00Z"}'].map(
      (content) => {
        const parsed = beside(content);
        return 'findings' in parsed ? parsed.findings[0]!.message : null;
      },
    );
    expect(messages).toEqual([
      'kept.csv is not there',
      'kept.csv: line 1 does not name the columns time, tag and value',
      'kept.csv: line 4 has no time',
      'kept.csv: line 1 has no tag',
    ]);
    expect(() => readRecording('')).toThrow(RangeError);
  });
});
