import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { QueryRunner } from 'typeorm';
import { ReadingPartitions0066 } from '../../../migrations/0066-reading-partitions.js';
import type { Tx } from '../../platform/database/index.js';
import { type Ingestion, message, START, startIngestion, value } from '../../../test/support/ingestion.js';
import { holesIn, timesBefore } from './gap.store.js';
import { latestReadings, readingsByArrival, readingsByTime } from './reading.store.js';
import { makePartitions } from './partition.store.js';
import { tracesOf } from './trace.store.js';
import { bucketsOf, rollArrivals, tagNumbers } from './trend.store.js';
import { instantOf, planTrend } from './domain/index.js';

const WEEK = 7n * 86_400n * 10_000_000n;
const TEN_MINUTES = 600n * 10_000_000n;

let ingestion: Ingestion;
let owner: pg.Client;
beforeAll(async () => {
  ingestion = await startIngestion();
  owner = new pg.Client({ connectionString: ingestion.cloned.ownerUrl });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await ingestion.close();
});

const partitions = async (): Promise<string[]> =>
  (
    await owner.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'reading'::regclass order by 1`,
    )
  ).rows.map(({ name }) => name);

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Loops': number;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** What a store asks, explained while it is run: the partitions of readings that were looked into, and those that were read through. */
async function looked(ask: (tx: Tx) => Promise<unknown>): Promise<{ partitions: string[]; readThrough: string[] }> {
  const nodes: Plan[] = [];
  await ingestion.read(async (tx) => {
    const explain = async (sql: string, parameters?: unknown[]): Promise<unknown[]> => {
      if (/\breading\b/.test(sql)) {
        const [row] = await tx.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
          `explain (analyze, timing off, format json) ${sql}`,
          parameters,
        );
        nodes.push(...nodesOf(row!['QUERY PLAN'][0]!.Plan));
      }
      return tx.query(sql, parameters);
    };
    await ask({ query: explain } as unknown as Tx);
  });
  const used = nodes.filter((node) => node['Relation Name']?.startsWith('reading_2') && node['Actual Loops'] > 0);
  const names = (of: Plan[]): string[] => [...new Set(of.map((node) => node['Relation Name']!))].sort();
  // one that is nearly empty is read through in no time; a week here has two thousand
  const through = used.filter((node) => node['Node Type'] === 'Seq Scan');
  const read = through.filter((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) > 1000);
  return { partitions: names(used), readThrough: names(read) };
}

describe('partitions of readings', () => {
  it('are there for weeks to come, and are made once', async () => {
    const before = await partitions();
    expect(before.length).toBeGreaterThan(8);
    expect(before[0]).toMatch(/^reading_\d{8}$/);
    expect(await ingestion.write(makePartitions)).toBe(0);
    // the one with the rows of before is named last
    await owner.query(`drop table ${before.at(-2)!}`);
    expect(await Promise.all([ingestion.write(makePartitions), ingestion.write(makePartitions)])).toEqual(
      expect.arrayContaining([0, 1]),
    );
    expect(await partitions()).toEqual(before);
  });

  it('11.10(e): let nobody change a reading, or look past the table into one of them', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(message(unit, [value('temperature', 0, 37)]));
    for (const sql of ['update reading set number = 1', 'delete from reading', 'truncate reading']) {
      await expect(ingestion.query(sql)).rejects.toThrow('permission denied');
      await expect(owner.query(sql)).rejects.toThrow('append-only');
    }
    for (const partition of await partitions()) {
      await expect(ingestion.query(`select from ${partition}`)).rejects.toThrow('permission denied');
      await expect(owner.query(`delete from ${partition}`)).rejects.toThrow('append-only');
    }
    await expect(ingestion.query(`create table reading_x partition of reading for values in (1)`)).rejects.toThrow(
      /permission denied|must be owner/,
    );
  });

  it('take values of the last and of the next week alike, each once, and a clock that is a year off is kept aside', async () => {
    const unit = await ingestion.unit();
    const week = 7 * 86_400;
    const values = [value('temperature', -week, 36), value('temperature', 0, 37), value('temperature', 86_000, 38)];
    await ingestion.take(message(unit, values));
    await ingestion.take(message(unit, [...values, value('temperature', 52 * week, 39)]));
    const rows = await ingestion.query<{ number: number }>(
      `select number from reading where unit = $1 order by source_time`,
      [unit],
    );
    expect(rows.map(({ number }) => number)).toEqual([36, 37, 38]);
    const aside = await ingestion.query<{ reason: string }>(`select reason from reading_quarantine where unit = $1`, [
      unit,
    ]);
    expect(aside).toEqual([{ reason: 'time.ahead' }]);
  });

  it('keep every row of the table that they are made of', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(message(unit, [value('temperature', 1, 37), value('heartbeat', 2, 5n)]));
    const all = () => owner.query<{ text: string }>(`select r::text as text from reading r order by 1`);
    const before = (await all()).rows;
    // as it was before: one plain table
    await owner.query(`begin;
      create table old (like reading including all);
      insert into old select * from reading;
      drop function make_reading_partitions;
      drop function week_after;
      drop table reading;
      alter table old rename to reading;
      alter table reading rename constraint old_pkey to reading_pkey;
      create unique index reading_arrival on reading (unit, arrival);
      create trigger append_only before update or delete or truncate on reading execute function refuse_change();
      grant select, insert on reading to ballroom_app;
      commit`);
    await new ReadingPartitions0066().up({ query: (sql: string) => owner.query(sql) } as unknown as QueryRunner);
    expect((await all()).rows).toEqual(before);
    expect(await partitions()).toContain('reading_first');
    await ingestion.take(message(unit, [value('temperature', 1, 37), value('temperature', 3, 38)]));
    expect((await all()).rows).toHaveLength(before.length + 1);
  });

  it('are looked into by the time that is asked for and never read through, however many there are', async () => {
    const unit = await ingestion.unit();
    const weeks = 6;
    await owner.query(
      `insert into reading (tag, source_time, digest, unit, arrival, number, status, quality, received_at, origin)
       select t.id, $2::int8 + n * $3::int8, decode(md5(n::text), 'hex'), $1, n * 100 + t.id % 100 + 1, 37, 0, 0, now(), 'live'
         from tag t cross join generate_series(0, $4::int - 1) n where t.unit = $1 and t.code in ('temperature', 'heartbeat')`,
      [unit, START, TEN_MINUTES, Number((BigInt(weeks) * WEEK) / TEN_MINUTES)],
    );
    await owner.query(`update unit_arrival set last = 10000000 where unit = $1`, [unit]);
    while (await ingestion.write((tx) => rollArrivals(tx, unit, 1_000_000)));
    await owner.query('vacuum analyze reading');
    const [tag] = [...(await ingestion.read((tx) => tagNumbers(tx, unit, 'temperature'))).keys()] as [number];
    const span = { from: START + 3n * WEEK, to: START + 3n * WEEK + 3_600n * 10_000_000n };
    const at = { from: instantOf(span.from), to: instantOf(span.to), points: 30 };
    const definition = { id: tag, code: 'temperature', type: 'number', low: null, high: null } as const;
    const asked: Record<string, [most: number, ask: (tx: Tx) => Promise<unknown>]> = {
      'an hour of one tag': [2, (tx) => readingsByTime(tx, unit, 'temperature', span.from, span.to)],
      // what has not been rolled up yet is found by arrival, in each
      'a trend of an hour': [9, (tx) => bucketsOf(tx, unit, [tag], planTrend(span, 1000))],
      'the past in slices': [2, (tx) => tracesOf(tx, [unit], ['temperature'], at)],
      'the newest of a tag': [4, (tx) => latestReadings(tx, [unit], ['temperature'])],
      'the last times of each tag': [9, (tx) => timesBefore(tx, unit, ['temperature'])],
      'holes in a stretch': [
        2,
        (tx) =>
          holesIn(tx, new Map([['temperature', definition]]), [
            [{ tag: 'temperature', ...span, sampling: TEN_MINUTES }],
          ]),
      ],
      'what came after an arrival': [9, (tx) => readingsByArrival(tx, unit, { after: 500_000n, limit: 100 })],
    };
    for (const [what, [most, ask]] of Object.entries(asked)) {
      const found = await looked(ask);
      expect([what, found.readThrough]).toEqual([what, []]);
      expect([what, found.partitions.length <= most ? 'few' : found.partitions]).toEqual([what, 'few']);
    }
  }, 60_000);
});
