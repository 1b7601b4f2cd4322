import { describe, expect, it } from '@jest/globals';
import { after, distance, hole, LONGEST_HOLE } from './sequence.js';

const LAST = 0xffff_ffff;

describe('sequence numbers of notifications', () => {
  it('go from their last to 1, never to 0', () => {
    expect(after(LAST)).toBe(1);
    expect(after(41)).toBe(42);
  });

  it('show a hole, also over their end', () => {
    expect(hole(7, 7)).toEqual([]);
    expect(hole(7, 10)).toEqual([7, 8, 9]);
    expect(hole(LAST - 1, 2)).toEqual([LAST - 1, LAST, 1]);
  });

  it('show no hole where an old number comes again', () => {
    expect(distance(7, 5)).toBe(-2);
    expect(distance(1, LAST)).toBe(-1);
    expect(hole(1, LAST)).toEqual([]);
  });

  it('bound what is asked for one by one', () => {
    expect(hole(1, 1_000_000)).toHaveLength(LONGEST_HOLE);
  });
});
