import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aggregated, differenceOf, isWithin, meanOf, scatterOf } from './decimal.js';

describe('one value of many readings', () => {
  it.each([
    ['last', [36.9, 37.05], 1, '37.0'],
    ['last', [37.15], 1, '37.2'],
    ['mean', [36.9, 37, 37.2], 2, '37.03'],
    ['mean', [0.1, 0.2], 2, '0.15'],
    ['mean', [-0.04, 0.02], 1, '0.0'],
    ['min', [1e-7, 2], 3, '0.000'],
    ['max', [-1.5, -2.5], 0, '-2'],
    ['last', [1.25e21], 0, '1250000000000000000000'],
  ])('%s of %j to %i decimals is %s, halves to even', (kind, numbers, decimals, value) => {
    expect(aggregated(kind, numbers, decimals)).toBe(value);
  });

  it('is none of none', () => {
    expect(() => aggregated('mean', [], 1)).toThrow('no reading is cited');
  });
});

interface Vector {
  title: string;
  counts: string[];
  decimals: number;
  mean: string;
  cv: string;
}

const { vectors } = JSON.parse(readFileSync('recipes/measure-vectors.json', 'utf8')) as { vectors: Vector[] };

describe('211.68(b): mean and scatter of counts', () => {
  it.each(vectors)('are the published ones: $title', ({ counts, decimals, mean, cv }) => {
    expect({ mean: meanOf(counts, decimals), cv: scatterOf(counts) }).toEqual({ mean, cv });
  });

  it.each([
    [['1999', '2000', '2001'], '0.0'],
    [['1997', '2000', '2003'], '0.2'],
    [['-10', '-12'], '12.9'],
    [['0', '0', '0'], '0.0'],
    [['-1', '1'], null],
    [['0.0000000001', '99999999999999'], '141.4'],
  ])('of %j scatter by %s, halves to even', (counts, cv) => {
    expect(scatterOf(counts)).toBe(cv);
  });

  it('agree with a naive computation in floating point, whatever is counted', () => {
    const count = fc.integer({ min: -99_999, max: 99_999 }).map((n) => (n / 100).toFixed(2));
    fc.assert(
      fc.property(fc.array(count, { minLength: 2, maxLength: 7 }), (counts) => {
        const numbers = counts.map(Number);
        const mean = numbers.reduce((sum, one) => sum + one, 0) / counts.length;
        fc.pre(Math.abs(mean) > 1);
        const squares = numbers.reduce((sum, one) => sum + (one - mean) ** 2, 0);
        const cv = (Math.sqrt(squares / (counts.length - 1)) / Math.abs(mean)) * 100;
        expect(Math.abs(Number(meanOf(counts, 2)) - mean)).toBeLessThanOrEqual(0.005 + 1e-9);
        expect(Math.abs(Number(scatterOf(counts)) - cv)).toBeLessThanOrEqual(0.05 + 1e-6);
      }),
    );
  });
});

describe('two decimals', () => {
  it('differ exactly, then rounded', () => {
    expect(differenceOf('4.35', '4.00', 2)).toBe('0.35');
    expect(differenceOf('3.4', '4.00', 2)).toBe('-0.60');
    expect(differenceOf('0.125', '0', 2)).toBe('0.12');
    expect(differenceOf('4.00', '4.004', 2)).toBe('0.00');
  });

  it('lie in a range, ends included', () => {
    expect(['0.49', '0.5', '1.0', '1.01'].map((text) => isWithin(text, { low: '0.50', high: '1' }))).toEqual([
      ...[false, true, true, false],
    ]);
    expect(isWithin('-5', { low: null, high: '0' })).toBe(true);
  });
});
