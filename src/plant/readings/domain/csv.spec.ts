import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvLine } from './csv.js';

/** Cells of one line, by RFC 4180. */
function cells(line: string): string[] {
  const found = `${line.slice(0, -2)},`.matchAll(/(?:"((?:[^"]|"")*)"|([^",]*)),/g);
  return [...found].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!);
}

describe('a line of CSV', () => {
  it('ends as RFC 4180 has it, and gives numbers as they are', () => {
    expect(csvLine(['ph', -7.25, 12n, true, null, 1e-9])).toBe('ph,-7.25,12,true,,1e-9\r\n');
  });

  it('gives no text that a spreadsheet would run', () => {
    const texts = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', 'Idle'];
    expect(texts.map((text) => cells(csvLine([text]))[0]!.startsWith("'"))).toEqual([
      ...[true, true, true, true, true, true, true, false],
    ]);
  });

  it('gives back every text, but for the apostrophe before a formula', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', '=', ' ', 'é', '-') });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        const read = cells(csvLine(texts));
        expect(read.map((cell, index) => (cell === `'${texts[index]}` ? texts[index] : cell))).toEqual(texts);
        expect(read.filter((cell) => /^\s*[=+\-@]/.test(cell))).toEqual([]);
      }),
    );
  });
});
