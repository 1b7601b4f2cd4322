import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Ingestion,
  message,
  type Sent,
  SECOND,
  START,
  startIngestion,
  temperatures,
  value,
} from '../../../test/support/ingestion.js';
import { Leases } from '../../platform/leases/index.js';
import type { RawValue } from '../equipment/domain/index.js';
import { CommitBatch } from './commit-batch.service.js';
import { FindGaps } from './find-gaps.service.js';
import { instantOf, nextBatch } from './domain/index.js';

let ingestion: Ingestion;
let batches: CommitBatch;
beforeAll(async () => {
  ingestion = await startIngestion();
  batches = new CommitBatch(
    ingestion.database,
    new FindGaps(ingestion.ledger),
    new Leases({ instance: null, port: 0 }, ingestion.database),
  );
});
afterAll(() => ingestion.close());

const at = (second: number) => `${START + BigInt(second) * SECOND}`;
const since = (unit: string) => ingestion.read((tx) => ingestion.readings.since(tx, unit, 0n, 10_000));
const gapsOf = (unit: string) =>
  ingestion.read((tx) =>
    ingestion.readings.gaps(tx, unit, instantOf(START - 4000n * SECOND), instantOf(START + 4000n * SECOND)),
  );
const history = (first: number, last: number) =>
  temperatures(first, last).map((raw) => ({ ...raw, origin: 'history' as const }));

describe('a gap', () => {
  it('runs from the last committed to the next source time, as a fact in the stream of the unit', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(message(unit, temperatures(0, 19)));
    await ingestion.take(message(unit, temperatures(60, 70), { cause: 'server-restarted' }));
    const [gap] = await gapsOf(unit);
    expect(gap).toMatchObject({ unit, tags: ['temperature'], fromTime: at(19), toTime: at(60), state: 'open' });
    const facts = await ingestion.read((tx) => ingestion.ledger.facts(tx, `unit/${unit}`));
    expect(facts.map(({ fact }) => fact).filter(({ type }) => type === 'gap.recorded')).toMatchObject([
      { by: { system: 'readings' }, values: { gap: gap!.id, from: at(19), to: at(60), cause: 'server-restarted' } },
    ]);
  });

  it('is not recorded where the values go on without a hole, be it after duplicates', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(message(unit, temperatures(0, 19)));
    await ingestion.take(message(unit, temperatures(20, 25), { cause: 'subscription-lost' }));
    await ingestion.take(message(unit, temperatures(22, 40), { cause: 'subscription-lost' }));
    expect(await gapsOf(unit)).toEqual([]);
    expect(await since(unit)).toHaveLength(41);
  });

  it('waits for what came before it, though both are queued together', async () => {
    const unit = await ingestion.unit();
    const last = message(unit, temperatures(30, 35), { cause: 'queue-overflow', tags: ['temperature'] });
    await ingestion.take(message(unit, temperatures(0, 9)), message(unit, temperatures(10, 19)), last);
    expect(await gapsOf(unit)).toMatchObject([{ fromTime: at(19), toTime: at(30), cause: 'queue-overflow' }]);
  });

  it('is closed when all that was missing comes late, and not before', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(
      message(unit, temperatures(0, 19)),
      message(unit, temperatures(40, 45), { cause: 'server-restarted' }),
    );
    await ingestion.take(message(unit, temperatures(20, 30)));
    expect(await gapsOf(unit)).toMatchObject([{ fromTime: at(30), toTime: at(40), state: 'open' }]);
    await ingestion.take(message(unit, temperatures(31, 39)));
    expect(await gapsOf(unit)).toMatchObject([{ state: 'backfilled' }]);
    const facts = await ingestion.read((tx) => ingestion.ledger.facts(tx, `unit/${unit}`));
    expect(facts.map(({ fact }) => fact.type).slice(1)).toEqual(['gap.recorded', 'gap.narrowed', 'gap.backfilled']);
  });

  it('is two where the middle comes late, and none where all came before it was reported', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(
      message(unit, temperatures(0, 19)),
      message(unit, temperatures(40, 45), { cause: 'unit-offline' }),
    );
    await ingestion.take(message(unit, history(28, 31)));
    expect(await gapsOf(unit)).toMatchObject([
      { fromTime: at(19), toTime: at(28), state: 'open', cause: 'unit-offline' },
      { fromTime: at(31), toTime: at(40), state: 'open', cause: 'unit-offline' },
    ]);
    await ingestion.take(
      message(unit, history(46, 59)),
      message(unit, temperatures(60, 65), { cause: 'host-offline' }),
    );
    expect(await gapsOf(unit)).toHaveLength(2);
    await ingestion.take(
      message(unit, history(70, 75)),
      message(unit, temperatures(80, 85), { cause: 'host-offline' }),
    );
    expect((await gapsOf(unit)).slice(2)).toMatchObject([
      { fromTime: at(65), toTime: at(70), cause: 'host-offline' },
      { fromTime: at(75), toTime: at(80), cause: 'host-offline' },
    ]);
  });

  it('is found when each tag speaks again, in a message and a batch of its own', async () => {
    const unit = await ingestion.unit();
    const beats = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, n) => value('heartbeat', first + n, BigInt(n)));
    await ingestion.take(message(unit, [...temperatures(0, 19), ...beats(0, 19)]));
    await ingestion.take(message(unit, temperatures(21, 21), { cause: 'message-lost' }));
    expect(await gapsOf(unit)).toMatchObject([{ tags: ['temperature'], fromTime: at(19), toTime: at(21) }]);
    await ingestion.take(message(unit, beats(24, 24)));
    expect((await gapsOf(unit))[1]).toMatchObject({ tags: ['heartbeat'], fromTime: at(19), cause: 'message-lost' });
    await ingestion.take(message(unit, [...temperatures(30, 30), ...beats(31, 31)]));
    expect(await gapsOf(unit)).toHaveLength(2);
  });

  it('is found though a value from ahead of its time stands before it, and on a clock that is always ahead', async () => {
    const unit = await ingestion.unit();
    const glitch = value('temperature', 3600, 37);
    await ingestion.take(message(unit, [...temperatures(0, 19), glitch, ...temperatures(20, 25)]));
    await ingestion.take(message(unit, temperatures(60, 65), { cause: 'message-lost' }));
    expect(await gapsOf(unit)).toMatchObject([{ fromTime: at(25), toTime: at(60), state: 'open' }]);
    const other = await ingestion.unit();
    await ingestion.take(message(other, temperatures(2000, 2019)));
    await ingestion.take(message(other, temperatures(2060, 2065), { cause: 'message-lost' }));
    expect(await gapsOf(other)).toMatchObject([{ fromTime: at(2019), toTime: at(2060), state: 'open' }]);
  });

  it('is found where history was thought to fill it and did not, and nowhere else', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(message(unit, temperatures(0, 19)));
    const report = { cause: 'queue-overflow' as const, tags: [], filled: ['temperature', 'door'] };
    await ingestion.take(message(unit, [...history(20, 29), ...temperatures(30, 35)], report));
    expect(await gapsOf(unit)).toEqual([]);
    await ingestion.take(message(unit, [...history(36, 40), ...temperatures(50, 55)], report));
    expect(await gapsOf(unit)).toMatchObject([{ tags: ['temperature'], fromTime: at(40), toTime: at(50) }]);
  });

  it('is accepted by a person, with a reason, once', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(
      message(unit, temperatures(0, 19)),
      message(unit, temperatures(40, 45), { cause: 'server-restarted' }),
    );
    const [gap] = await gapsOf(unit);
    const by = { person: '0198c0de-0000-7000-8000-000000000002', name: 'Q. Reviewer', role: 'qa-reviewer' };
    const accept = () =>
      ingestion.write((tx) => ingestion.readings.acceptGap(tx, by, unit, gap!.id, 'Unit was in service'));
    await accept();
    expect(await gapsOf(unit)).toMatchObject([{ state: 'accepted' }]);
    await expect(accept()).rejects.toMatchObject({ code: 'gap.transition-not-allowed' });
  });
});

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
