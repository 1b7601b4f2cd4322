import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { qualityOf, severity } from './quality.js';

describe('quality of a reading', () => {
  it.each([
    [0, 'good'],
    [0x480, 'good'],
    [0x00960000, 'good'],
    [0x40000000, 'uncertain'],
    [0x40940000, 'uncertain'],
    [0x80000000, 'bad'],
    [0x808c0000, 'bad'],
    [0x80000480, 'bad'],
    [0xc0000000, 'bad'],
    [0xffffffff, 'bad'],
  ])('status %p is %s', (status, quality) => {
    expect(qualityOf(status)).toBe(quality);
  });

  it('hangs on the two severity bits alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0x3fffffff }), (bits, rest) => {
        expect(severity(bits * 0x40000000 + rest)).toBe(Math.min(bits, 2));
      }),
    );
  });
});
