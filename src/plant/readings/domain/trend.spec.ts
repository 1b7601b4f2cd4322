import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GRAINS, hasGap, planRolled, planTrend, type TimeSpan } from './trend.js';

const START = 17_795_232_000_000_000n;
const MINUTE = GRAINS[0];
const DAY = 1440n * MINUTE;

/** Any span, short or of weeks, at any tick. */
const spans = fc
  .tuple(fc.bigInt(0n, DAY), fc.oneof(fc.bigInt(0n, 3n * MINUTE), fc.bigInt(0n, DAY), fc.bigInt(0n, 31n * DAY)))
  .map(([offset, length]): TimeSpan => ({ from: START + offset, to: START + offset + length }));
const points = fc.integer({ min: 10, max: 5000 });
const isIn = (time: bigint, { from, to }: TimeSpan): boolean => time >= from && time <= to;

describe('the buckets of a trend', () => {
  it('are never more than were asked for, and lie over the whole span', () => {
    fc.assert(
      fc.property(spans, points, (span, most) => {
        const { origin, width } = planTrend(span, most);
        const [first, last] = [span.from, span.to].map((time) => (time - origin) / width);
        expect([origin <= span.from, origin % width, first]).toEqual([true, 0n, 0n]);
        expect(last! + 1n <= BigInt(most)).toBe(true);
      }),
    );
  });

  it('of what is archived are made of rollups alone, over the whole span and of nothing but whole grains', () => {
    fc.assert(
      fc.property(spans, points, (span, most) => {
        const { byReading, byGrain } = planRolled(span, most);
        expect(byReading.every(({ from, to }) => from > to)).toBe(true);
        const { from, to, grain } = byGrain!;
        expect([from <= span.from, to >= span.to, from % grain, (to + 1n) % grain]).toEqual([true, true, 0n, 0n]);
      }),
    );
  });

  it('take each instant of the span from one place, and none outside it', () => {
    fc.assert(
      fc.property(spans, points, fc.bigInt(-2n * MINUTE, 31n * DAY), (span, most, after) => {
        const { byReading, byGrain } = planTrend(span, most);
        const rolled = byGrain === null ? [] : [byGrain];
        const edges = rolled.flatMap(({ from, to }) => [from, to]);
        for (const time of [span.from + after, span.from, span.to, ...edges]) {
          const places = [...byReading, ...rolled].filter((place) => isIn(time, place));
          expect(places).toHaveLength(isIn(time, span) ? 1 : 0);
        }
      }),
    );
  });

  it('take minutes and tens of them whole, each into one bucket', () => {
    fc.assert(
      fc.property(spans, points, fc.bigInt(0n, 31n * 1440n), (span, most, nth) => {
        const { origin, width, byGrain } = planTrend(span, most);
        if (byGrain === null) return;
        const { grain, from, to } = byGrain;
        expect([from % grain, (to + 1n) % grain, from < to]).toEqual([0n, 0n, true]);
        const start = from + nth * grain;
        expect((start - origin) / width).toBe((start + grain - 1n - origin) / width);
      }),
    );
  });

  it('are made of few rows: of readings in the first hours, of rollups then', () => {
    const over = (length: bigint) => planTrend({ from: START, to: START + length - 1n }, 1000).byGrain;
    expect([over(240n * MINUTE), over(241n * MINUTE)?.grain, over(12n * DAY)?.grain]).toEqual([null, ...GRAINS]);
  });

  it('lose no lowest and no highest value, whatever the span: folded over rollups they are what they are over readings', () => {
    const readings = fc.array(fc.record({ after: fc.bigInt(0n, 3n * DAY), value: fc.double({ noNaN: true }) }), {
      maxLength: 60,
    });
    const ends = (values: number[]) => [Math.min(...values), Math.max(...values)];
    fc.assert(
      fc.property(spans, points, readings, (span, most, given) => {
        const { origin, width, byReading, byGrain } = planTrend(span, most);
        const all = given.map(({ after, value }) => ({ time: START + after, value }));
        const own = all.filter(({ time }) => isIn(time, span));
        const grain = byGrain?.grain ?? MINUTE;
        const rollups = [...Map.groupBy(all, ({ time }) => time - (time % grain))].flatMap(([time, inside]) =>
          byGrain !== null && isIn(time, byGrain)
            ? ends(inside.map(({ value }) => value)).map((value) => ({ time, value }))
            : [],
        );
        const single = all.filter(({ time }) => byReading.some((place) => isIn(time, place)));
        const bucketed = (rows: { time: bigint; value: number }[]) =>
          [...Map.groupBy(rows, ({ time }) => (time - origin) / width)]
            .map(([bucket, inside]) => [Number(bucket), ...ends(inside.map(({ value }) => value))])
            .sort(([a], [b]) => a! - b!);
        expect(bucketed([...single, ...rollups])).toEqual(bucketed(own));
      }),
    );
  });

  it('say where readings are missing: between the two that are there, until they are filled', () => {
    const gap = { id: 'g', unit: 'u', tags: ['ph'], fromTime: '100', toTime: '200', cause: 'message-lost' };
    const open = [{ ...gap, state: 'open' as const }];
    const lies = (from: bigint, to: bigint, tag = 'ph') => hasGap(tag, { from, to }, open);
    expect([lies(0n, 100n), lies(0n, 101n), lies(120n, 130n), lies(199n, 300n), lies(200n, 300n)]).toEqual([
      ...[false, true, true, true, false],
    ]);
    expect(lies(120n, 130n, 'do')).toBe(false);
    expect(hasGap('ph', { from: 0n, to: 300n }, [{ ...gap, state: 'backfilled' }])).toBe(false);
  });
});
