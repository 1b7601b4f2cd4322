import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Ingestion,
  message,
  type Sent,
  SECOND,
  START,
  startIngestion,
  value,
} from '../../../test/support/ingestion.js';
import type { RawValue } from '../equipment/domain/index.js';
import { CommitBatch } from './commit-batch.service.js';
import { instantOf, nextBatch } from './domain/index.js';

let ingestion: Ingestion;
let batches: CommitBatch;
beforeAll(async () => {
  ingestion = await startIngestion();
  batches = new CommitBatch(ingestion.database, ingestion.ledger);
});
afterAll(() => ingestion.close());

/** Tags and every how many seconds each is sampled. */
const TAGS = { temperature: 1, heartbeat: 2, door: 1 };
const WARM_UP = 20;
const SECONDS = 60;
/** At the end everything arrives again, so that every tag speaks. */
const END = SECONDS + 4;

const sampled = (second: number): RawValue[] =>
  Object.entries(TAGS).flatMap(([tag, every]) => {
    if (second % every !== 0) return [];
    return [
      value(tag, second, tag === 'temperature' ? 30 + second / 10 : tag === 'door' ? second % 2 === 0 : BigInt(second)),
    ];
  });

/** By number, what becomes of messages on their way: lost (`late`: replayed from the unit's memory that much later), or twice. */
interface Case {
  /** a message a value, as plain MQTT has it, or a message a sample */
  isSingle: boolean;
  lost: { at: number; late: number | null }[];
  twice: number[];
  /** in seconds */
  outage: { from: number; length: number; late: number | null };
  batches: number[];
}

const late = fc.option(fc.integer({ min: 1, max: 200 }), { freq: 3 });
const cases: fc.Arbitrary<Case> = fc.record({
  isSingle: fc.boolean(),
  lost: fc.array(fc.record({ at: fc.nat(SECONDS * 3), late }), { maxLength: 25 }),
  twice: fc.array(fc.nat(SECONDS * 3), { maxLength: 10 }),
  outage: fc.record({ from: fc.integer({ min: WARM_UP, max: SECONDS }), length: fc.nat(15), late }),
  batches: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
});

/** The messages of a case in the order in which they arrive, and the values that never do. */
function played(unit: string, { isSingle, lost, twice, outage }: Case): { arriving: Sent[]; missing: RawValue[] } {
  const line: { at: number; values: RawValue[]; gap: boolean }[] = [];
  const missing: RawValue[] = [];
  let owesReport = false;
  let order = 0;
  for (let second = 0; second <= END; second++)
    for (const values of isSingle ? sampled(second).map((one) => [one]) : [sampled(second)]) {
      order++;
      const out = second >= outage.from && second < outage.from + outage.length ? outage : null;
      const fate = out ?? lost.find(({ at }) => at === order) ?? null;
      if (fate === null || second < WARM_UP || second >= SECONDS) {
        line.push({ at: order, values, gap: owesReport });
        if (twice.includes(order)) line.push({ at: order + 0.1, values, gap: false });
        owesReport = false;
      } else {
        owesReport = true;
        const history = values.map((one) => ({ ...one, origin: 'history' as const }));
        if (fate.late === null) missing.push(...values);
        else line.push({ at: order + fate.late + 0.2, values: history, gap: false });
      }
    }
  line.sort((a, b) => a.at - b.at);
  return {
    arriving: line.map(({ values, gap }) => message(unit, values, gap ? { cause: 'message-lost' } : undefined)),
    missing,
  };
}

async function commit(unit: string, arriving: Sent[], sizes: number[]): Promise<void> {
  for (let rest = arriving, turn = 0; rest.length > 0; turn++) {
    const batch = rest.slice(0, Math.min(nextBatch(rest), sizes[turn % sizes.length]!));
    await batches.commit(unit, batch);
    rest = rest.slice(batch.length);
  }
}

const span = [instantOf(START - SECOND), instantOf(START + BigInt(END + 1) * SECOND)] as const;

describe('what is missing of a unit', () => {
  it('is exactly what its open gaps cover, and nothing is doubled, whatever is lost, late, twice and in whatever batches', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (played_) => {
        const unit = await ingestion.unit();
        const { arriving, missing } = played(unit, played_);
        await commit(unit, arriving, played_.batches);
        const [rows, gaps] = await ingestion.read(async (tx) => [
          await ingestion.readings.since(tx, unit, 0n, 10_000),
          (await ingestion.readings.gaps(tx, unit, ...span)).filter(({ state }) => state === 'open'),
        ]);
        const covers = (one: { tag: string; sourceTime: bigint }): boolean =>
          gaps.some(
            ({ tags, fromTime, toTime }) =>
              tags.includes(one.tag) && BigInt(fromTime) < one.sourceTime && one.sourceTime < BigInt(toTime),
          );
        const all = Array.from({ length: END + 1 }, (_, second) => sampled(second)).flat();
        expect(rows).toHaveLength(all.length - missing.length);
        expect(new Set(rows.map(({ tag, sourceTime }) => `${tag} ${sourceTime}`)).size).toBe(rows.length);
        expect(missing.filter((one) => !covers(one))).toEqual([]);
        expect(rows.filter(covers)).toEqual([]);
        for (const { tags, fromTime, toTime } of gaps)
          for (const tag of tags)
            expect(
              missing.some((one) => {
                return one.tag === tag && BigInt(fromTime) < one.sourceTime && one.sourceTime < BigInt(toTime);
              }),
            ).toBe(true);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 60_000);
});
