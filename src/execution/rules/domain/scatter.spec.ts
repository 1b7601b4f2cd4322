import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coefficientOfVariation, mean } from './scatter.js';

/** Counts as a counter shows them, two places. */
const count = fc.integer({ min: 1, max: 99_999 }).map((n) => (n / 100).toFixed(2));
const counts = fc.array(count, { minLength: 2, maxLength: 6 });

describe('211.68(b): replicate counts', () => {
  it('have the mean and the scatter that a hand calculation gives', () => {
    expect(mean(['2.00', '2.10', '2.20'], '10*6/mL', 2)).toBe('2.10');
    // s = 0.1, m = 2.1
    expect(coefficientOfVariation(['2.00', '2.10', '2.20'])).toBe('4.8');
    expect(coefficientOfVariation(['90', '110'])).toBe('14.1');
    expect(coefficientOfVariation(['5', '5', '5'])).toBe('0.0');
  });

  it('round half to even, once, at the end', () => {
    expect(mean(['1.0', '1.1'], 'mL', 1)).toBe('1.0');
    expect(mean(['1.1', '1.2'], 'mL', 1)).toBe('1.2');
    // the mean shown is 0.3; the scatter is of 1/3 and not of 0.3
    expect(mean(['0.3', '0.3', '0.4'], 'mL', 1)).toBe('0.3');
    expect(coefficientOfVariation(['0.3', '0.3', '0.4'])).toBe('17.3');
  });

  it('have no scatter where they differ about nought, and one of nought where all are', () => {
    expect(coefficientOfVariation(['-1', '1'])).toBeNull();
    expect(coefficientOfVariation(['0', '0'])).toBe('0.0');
    expect(coefficientOfVariation(['-10', '-12'])).toBe('12.9');
  });

  it('agree with a naive computation in floating point, whatever is counted', () => {
    fc.assert(
      fc.property(counts, (texts) => {
        const values = texts.map(Number);
        const middle = values.reduce((sum, one) => sum + one, 0) / values.length;
        const squares = values.reduce((sum, one) => sum + (one - middle) ** 2, 0);
        const cv = (Math.sqrt(squares / (values.length - 1)) / middle) * 100;
        expect(Math.abs(Number(mean(texts, 'mL', 2)) - middle)).toBeLessThanOrEqual(0.005 + 1e-9);
        expect(Math.abs(Number(coefficientOfVariation(texts)) - cv)).toBeLessThanOrEqual(0.05 + 1e-9);
      }),
    );
  });

  it('give the same in whatever order, and the same scatter in whatever unit', () => {
    fc.assert(
      fc.property(counts, (texts) => {
        const scaled = texts.map((text) => (Number(text) * 1000).toFixed(0));
        expect(coefficientOfVariation(texts.toReversed())).toBe(coefficientOfVariation(texts));
        expect(mean(texts.toReversed(), 'mL', 2)).toBe(mean(texts, 'mL', 2));
        expect(coefficientOfVariation(scaled)).toBe(coefficientOfVariation(texts));
      }),
    );
  });
});
