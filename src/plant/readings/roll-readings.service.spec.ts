import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Ingestion, message, SECOND, START, startIngestion, value } from '../../../test/support/ingestion.js';
import { Leases } from '../../platform/leases/index.js';
import type { RawValue } from '../equipment/domain/index.js';
import { GRAINS, planTrend, type TimeSpan, type TrendBucket, type TrendPlan } from './domain/index.js';
import { RollReadings } from './roll-readings.service.js';
import { bucketsOf, rollArrivals, tagNumbers } from './trend.store.js';

let ingestion: Ingestion;
let rolling: RollReadings;
beforeAll(async () => {
  ingestion = await startIngestion();
  rolling = new RollReadings(ingestion.database, new Leases({ instance: null, port: 0 }, ingestion.database));
});
afterAll(() => ingestion.close());

const HOURS = 10;
const BAD = 0x808c0000;
const UNCERTAIN = 0x40000000;

/** Always the same numbers that look like none in particular, from 0 to 1. */
function dice(seed: number): () => number {
  return () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** Temperatures some seconds apart over ten hours before now, a few of them uncertain, bad, or without a value. */
function past(seed: number): RawValue[] {
  const roll = dice(seed);
  const values: RawValue[] = [];
  for (let second = -HOURS * 3600; second < 0; second += 1 + Math.floor(roll() * 40)) {
    const status = roll() < 0.03 ? BAD : roll() < 0.03 ? UNCERTAIN : 0;
    const tick = BigInt(Math.floor(roll() * 10_000_000));
    const of = value('temperature', second, status === BAD && roll() < 0.5 ? null : roll() * 50, status);
    values.push({ ...of, sourceTime: of.sourceTime + tick });
  }
  return values;
}

const trend = (unit: string, span: TimeSpan, points: number, tag = 'temperature') =>
  ingestion.read(async (tx) => {
    const tags = await tagNumbers(tx, unit, tag);
    return bucketsOf(tx, unit, [...tags.keys()], planTrend(span, points));
  });

type Point = { value: number; sourceTime: bigint };

/** The same, reading by reading. */
function naive(values: readonly RawValue[], span: TimeSpan, { origin, width }: TrendPlan): Omit<TrendBucket, 'tag'>[] {
  const own = values.filter(({ sourceTime }) => sourceTime >= span.from && sourceTime <= span.to);
  const buckets = Map.groupBy(own, ({ sourceTime }) => (sourceTime - origin) / width);
  return [...buckets.entries()]
    .sort(([a], [b]) => Number(a - b))
    .map(([bucket, inside]) => {
      const byTime = inside.toSorted((a, b) => Number(a.sourceTime - b.sourceTime));
      const good = byTime.filter(({ status, value: of }) => status === 0 && of !== null);
      const points = good.map(({ value: of, sourceTime }): Point => ({ value: Number(of), sourceTime }));
      const one = (better: (a: Point, b: Point) => boolean): Point | null =>
        points.reduce<Point | null>((best, next) => (best === null || better(next, best) ? next : best), null);
      const severe = Math.max(...byTime.map(({ status }) => status));
      const worst = severe === 0 ? undefined : byTime.find(({ status }) => status === severe);
      return {
        from: origin + bucket * width,
        to: origin + (bucket + 1n) * width - 1n,
        count: inside.length,
        uncertain: inside.filter(({ status }) => status === UNCERTAIN).length,
        bad: inside.filter(({ status }) => status === BAD).length,
        low: one((a, b) => a.value < b.value),
        high: one((a, b) => a.value > b.value),
        first: points[0] ?? null,
        last: points.at(-1) ?? null,
        worst: worst === undefined ? null : { status: worst.status, sourceTime: worst.sourceTime },
      };
    });
}

const SPANS: TimeSpan[] = [
  { from: START - 36_000n * SECOND, to: START },
  { from: START - 35_999n * SECOND + 1n, to: START - 17n * SECOND - 3n },
  { from: START - 30_000n * SECOND, to: START - 29_000n * SECOND },
  { from: START - 90_000n * SECOND, to: START + 90_000n * SECOND },
];

/** In spans short and long, of few and many buckets. */
async function isTrueTo(unit: string, values: readonly RawValue[]): Promise<void> {
  for (const span of SPANS)
    for (const points of [10, 97, 1000]) {
      const found = await trend(unit, span, points);
      expect(found.length).toBeLessThanOrEqual(points);
      expect(found.map(({ tag: _, ...bucket }) => bucket)).toEqual(naive(values, span, planTrend(span, points)));
    }
}

describe('trends', () => {
  it('show of each bucket what single readings show: not rolled up, in part, and whole, in whatever order they came', async () => {
    const unit = await ingestion.unit();
    const values = past(7);
    const roll = dice(11);
    const mixed = values.map((one) => ({ one, place: roll() })).sort((a, b) => a.place - b.place);
    const parts = [0, 1, 2].map((part) => mixed.filter((_, index) => index % 3 === part).map(({ one }) => one));
    await ingestion.take(message(unit, parts[0]!));
    await isTrueTo(unit, parts[0]!);
    await rolling.rollAll();
    await ingestion.take(message(unit, parts[1]!));
    await isTrueTo(unit, [...parts[0]!, ...parts[1]!]);
    await rolling.rollAll();
    // what is late, and what comes twice
    await ingestion.take(message(unit, [...parts[2]!, ...parts[0]!]));
    await rolling.rollAll();
    await isTrueTo(unit, values);
    const [{ count }] = (await ingestion.query<{ count: number }>(
      `select sum(m.count)::int as count from reading_rollup m join tag t on t.id = m.tag where t.unit = $1 and m.grain = $2`,
      [unit, GRAINS[1]],
    )) as [{ count: number }];
    expect(count).toBe(values.length);
  });

  it('keep an excursion of a single late reading among hours of calm', async () => {
    const unit = await ingestion.unit();
    const calm = Array.from({ length: 2000 }, (_, n) => value('temperature', -40_000 + n * 20, 37));
    await ingestion.take(message(unit, calm));
    await rolling.rollAll();
    await ingestion.take(message(unit, [value('temperature', -23_456, 59.5), value('temperature', -12_345, 3.5)]));
    await rolling.rollAll();
    const buckets = await trend(unit, { from: START - 40_000n * SECOND, to: START }, 100);
    expect(Math.max(...buckets.map(({ high }) => high!.value))).toBe(59.5);
    expect(buckets.find(({ low }) => low?.value === 3.5)?.low?.sourceTime).toBe(START - 12_345n * SECOND);
  });

  it('roll each reading up once, also when two servers do it at the same time', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(message(unit, past(3)));
    const [{ last }] = (await ingestion.query<{ last: number }>(
      `select last::int as last from unit_arrival where unit = $1`,
      [unit],
    )) as [{ last: number }];
    const step = () => ingestion.write((tx) => rollArrivals(tx, unit, Math.ceil(last / 3)));
    await Promise.all([step(), step(), step(), step()]);
    expect(await step()).toBe(false);
    const [rolled] = await ingestion.query<{ count: number }>(
      `select sum(m.count)::int as count from reading_rollup m join tag t on t.id = m.tag where t.unit = $1 and m.grain = $2`,
      [unit, GRAINS[0]],
    );
    expect(rolled).toEqual({ count: last });
  });

  it('show a door that was open once, and how much was said of a tag without numbers', async () => {
    const unit = await ingestion.unit();
    const doors = Array.from({ length: 300 }, (_, n) => value('door', -30_000 + n * 100, n === 151));
    const states = Array.from({ length: 20 }, (_, n) => value('state', -30_000 + n * 100, 'Idle'));
    await ingestion.take(message(unit, [...doors, ...states]));
    await rolling.rollAll();
    const span = { from: START - 30_000n * SECOND, to: START };
    const highs = (await trend(unit, span, 10, 'door')).map(({ high }) => high!.value);
    expect(highs.filter((high) => high === 1)).toHaveLength(1);
    const said = await trend(unit, span, 10, 'state');
    expect(said.reduce((sum, { count }) => sum + count, 0)).toBe(20);
    expect(said.flatMap(({ low, high, first, last, worst }) => [low, high, first, last, worst])).toEqual(
      said.flatMap(() => [null, null, null, null, null]),
    );
  });
});
