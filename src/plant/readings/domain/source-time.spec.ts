import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instantOf, preciseInstantOf, sourceTimeOf } from './source-time.js';

describe('a source time', () => {
  it('is shown to the millisecond before it, and an instant is exact', () => {
    expect(instantOf(17_953_363_041_239_999n)).toBe('2026-11-22T08:31:44.123Z');
    expect(instantOf(-1n)).toBe('1969-12-31T23:59:59.999Z');
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }),
        fc.nat(9999),
        (date, rest) => {
          const time = sourceTimeOf(date.toISOString());
          expect(instantOf(time + BigInt(rest))).toBe(date.toISOString());
          expect(preciseInstantOf(time + BigInt(rest))).toBe(
            date.toISOString().replace('Z', `${String(rest).padStart(4, '0')}Z`),
          );
        },
      ),
    );
  });
});
