import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KNOWN, samplingDistance } from './sampling.js';

const SECOND = 10_000_000n;
/** `count` times a second apart up to `last`, ascending. */
const each = (last: bigint, count = KNOWN): bigint[] =>
  Array.from({ length: count }, (_, index) => last - BigInt(count - 1 - index) * SECOND);

describe('a sampling distance', () => {
  it('is told by most distances, in spite of an earlier gap', () => {
    expect(samplingDistance(each(0n))).toBe(SECOND);
    expect(samplingDistance([...each(0n, 5), ...each(100n * SECOND, 4)])).toBe(SECOND);
  });

  it('is told on a link that loses every third value, each with its jitter', () => {
    // up to a 26th of the distance: 2 + 2j is twice 1 − 2j, to within a quarter of that, as long as 6j ≤ (1 − 2j) / 4
    const jitter = Number(SECOND / 26n) - 1;
    const step = fc.integer({ min: -jitter, max: jitter });
    fc.assert(
      fc.property(fc.array(step, { minLength: 8, maxLength: 8 }), (steps) => {
        const kept = steps.map((noise, index) => BigInt(index + (index >> 1)) * SECOND + BigInt(noise));
        const distance = samplingDistance(kept)!;
        expect(distance > (SECOND * 7n) / 10n && distance < (SECOND * 13n) / 10n).toBe(true);
      }),
    );
  });

  it('is not told by few readings, nor by a tag that speaks when it changes', () => {
    expect(samplingDistance(each(0n, 3))).toBeNull();
    expect(samplingDistance([0n, 1n, 50n, 51n, 900n, 901n].map((n) => n * SECOND))).toBeNull();
    expect(samplingDistance([])).toBeNull();
  });
});
