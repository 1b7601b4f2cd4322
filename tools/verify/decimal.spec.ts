import { describe, expect, it } from '@jest/globals';
import { aggregated } from './decimal.js';

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
