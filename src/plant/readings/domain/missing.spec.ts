import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isBackfilled, KNOWN, missingSpans, samplingDistance, type TagTimes } from './missing.js';

const SECOND = 10_000_000n;
/** `count` times a second apart up to `last`, ascending. */
const each = (last: bigint, count = KNOWN, distance = SECOND): bigint[] =>
  Array.from({ length: count }, (_, index) => last - BigInt(count - 1 - index) * distance);

const jitter = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 60, maxLength: 60 });

describe('a reported loss', () => {
  it('is no gap where the next value comes at the sampling distance', () => {
    fc.assert(
      fc.property(jitter, fc.integer({ min: 10, max: 50 }), (noise, cut) => {
        const times = noise.map((shift, index) => BigInt(index) * SECOND + BigInt(shift));
        const report: TagTimes = {
          tag: 'temperature',
          before: times.slice(cut - KNOWN, cut),
          arrived: times.slice(cut),
        };
        expect(missingSpans([report])).toEqual([]);
      }),
    );
  });

  it('is a gap exactly from the last committed to the next value, however many are missing', () => {
    fc.assert(
      fc.property(jitter, fc.integer({ min: 10, max: 40 }), fc.integer({ min: 1, max: 15 }), (noise, cut, lost) => {
        const times = noise.map((shift, index) => BigInt(index) * SECOND + BigInt(shift));
        const [before, arrived] = [times.slice(cut - KNOWN, cut), times.slice(cut + lost)];
        expect(missingSpans([{ tag: 'ph', before, arrived }])).toEqual([
          { from: before.at(-1)!, to: arrived[0]!, tags: ['ph'] },
        ]);
      }),
    );
  });

  it('covers all that is missing and nothing that is there, for tags at rates of their own', () => {
    const tag = fc.record({ distance: fc.integer({ min: 1, max: 60 }), phase: fc.nat(59) });
    fc.assert(
      fc.property(fc.array(tag, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 4000 }), (tags, outage) => {
        const cut = 1000n * SECOND;
        const back = cut + BigInt(outage) * SECOND;
        const series = tags.map(({ distance, phase }, index) => {
          const step = BigInt(distance) * SECOND;
          const all = Array.from({ length: 6000 / distance }, (_, n) => BigInt(phase) * SECOND + BigInt(n) * step);
          return { tag: `t${index}`, step, lost: all.filter((time) => time > cut && time < back), all };
        });
        const report = series.map(({ tag, all }) => ({
          tag,
          before: all.filter((time) => time <= cut).slice(-KNOWN),
          arrived: all.filter((time) => time >= back && time < back + 60n * SECOND),
        }));
        const spans = missingSpans(report);
        for (const { tag, lost } of series) {
          const own = spans.filter(({ tags }) => tags.includes(tag));
          expect(own.length).toBe(lost.length > 0 ? 1 : 0);
          for (const time of lost) expect(own.some(({ from, to }) => from < time && time < to)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is found inside a message too, as after an overflow of a queue', () => {
    const report = { tag: 'do', before: each(0n), arrived: [SECOND, 2n * SECOND, 7n * SECOND, 8n * SECOND] };
    expect(missingSpans([report])).toEqual([{ from: 2n * SECOND, to: 7n * SECOND, tags: ['do'] }]);
  });

  it('takes tags that speak only when they change into the widest gap, though one of them was heard in it', () => {
    const state = { tag: 'state', before: [-4000n * SECOND, -90n * SECOND], arrived: [20n * SECOND] };
    const temperature = { tag: 'temperature', before: each(0n), arrived: [60n * SECOND] };
    const ph = { tag: 'ph', before: each(-5n * SECOND), arrived: [60n * SECOND] };
    expect(missingSpans([state, temperature, ph])).toEqual([
      { from: 0n, to: 60n * SECOND, tags: ['temperature'] },
      { from: -5n * SECOND, to: 60n * SECOND, tags: ['ph', 'state'] },
    ]);
    expect(missingSpans([state, { ...temperature, arrived: [SECOND] }])).toEqual([]);
  });

  it('ends for a tag that has not spoken yet where the others go on', () => {
    const slow = { tag: 'glucose', before: each(0n, KNOWN, 10n * SECOND), arrived: [] };
    const fast = { tag: 'ph', before: each(5n * SECOND), arrived: [60n * SECOND] };
    expect(missingSpans([slow, fast])).toEqual([
      { from: 0n, to: 60n * SECOND, tags: ['glucose'] },
      { from: 5n * SECOND, to: 60n * SECOND, tags: ['ph'] },
    ]);
  });

  it('is believed where no tag is sampled yet, and starts nothing before the first reading', () => {
    const two = { tag: 'ph', before: [0n, SECOND], arrived: [3n * SECOND] };
    expect(missingSpans([two])).toEqual([{ from: SECOND, to: 3n * SECOND, tags: ['ph'] }]);
    expect(missingSpans([{ tag: 'ph', before: [], arrived: [0n] }])).toEqual([]);
    expect(missingSpans([{ ...two, arrived: [] }])).toEqual([]);
    expect(missingSpans([])).toEqual([]);
  });
});

describe('a sampling distance', () => {
  it('is told by most distances, in spite of an earlier gap', () => {
    expect(samplingDistance(each(0n))).toBe(SECOND);
    expect(samplingDistance([...each(0n, 5), ...each(100n * SECOND, 4)])).toBe(SECOND);
    expect(samplingDistance(each(0n, 3))).toBeNull();
    expect(samplingDistance([0n, 1n, 50n, 51n, 900n, 901n].map((n) => n * SECOND))).toBeNull();
  });
});

describe('a gap filled late', () => {
  it('is backfilled when no sampled tag of it has a hole', () => {
    const sampled = each(0n);
    expect(isBackfilled([{ before: sampled, longest: SECOND }])).toBe(true);
    expect(isBackfilled([{ before: sampled, longest: 2n * SECOND }])).toBe(false);
    expect(
      isBackfilled([
        { before: sampled, longest: SECOND },
        { before: [0n], longest: 90n * SECOND },
      ]),
    ).toBe(true);
    expect(isBackfilled([{ before: [0n], longest: 1n }])).toBe(false);
  });
});
