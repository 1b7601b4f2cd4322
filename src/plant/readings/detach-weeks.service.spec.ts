import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  type Ingestion,
  message,
  SECOND,
  startIngestion,
  temperatures,
  value,
} from '../../../test/support/ingestion.js';
import { makeOldWeeks, OLD, storeOld } from '../../../test/support/old-weeks.js';
import { storedRows } from '../../../test/support/stored-rows.js';
import { systemNow } from '../../platform/clock/index.js';
import { Leases } from '../../platform/leases/index.js';
import { ENTERPRISE } from '../../trust/organisation/index.js';
import { DetachWeeks } from './detach-weeks.service.js';
import { decideRetention, instantOf, type NeededSpan, RETENTION } from './domain/index.js';
import { ReadingNeeds } from './know-needs.service.js';
import { storedRetention } from './partition.store.js';
import { rollArrivals } from './trend.store.js';

const by = { system: 'test', role: 'system' } as const;

let ingestion: Ingestion;
let owner: pg.Client;
let needs: ReadingNeeds;
let weeks: DetachWeeks;
let unit: string;
/** what the users of readings say that they need */
let needed: NeededSpan[] = [];

beforeAll(async () => {
  ingestion = await startIngestion();
  owner = new pg.Client({ connectionString: ingestion.cloned.ownerUrl });
  await owner.connect();
  await makeOldWeeks(owner);
  needs = new ReadingNeeds();
  const leases = new Leases({ instance: null, port: 0 }, ingestion.database);
  weeks = new DetachWeeks(ingestion.database, ingestion.ledger, leases, needs);
  unit = await ingestion.unit();
  await storeOld(owner, unit, 'temperature', [0, 1, 2]);
  await ingestion.take(message(unit, temperatures(0, 2)));
}, 60_000);
afterAll(async () => {
  await owner.end();
  await ingestion.close();
});

const define = (keep: string | null) =>
  ingestion.write((tx) =>
    ingestion.ledger.change(
      ...([tx, storedRetention, RETENTION, by] as const),
      (state) => decideRetention(state, { keep, afterBatch: 'P15Y' }, 'by schedule', systemNow()),
      ENTERPRISE,
    ),
  );
const kept = async (name: string) => (await weeks.weeks()).find((week) => week.name === name)?.kept;
const run = () => weeks.detachAll(() => undefined);
const stored = async () => Number((await ingestion.query<{ n: string }>('select count(*) as n from reading'))[0]!.n);

describe('weeks of readings', () => {
  it('stay for ever where nobody has said how long, and while they are young, whoever needs them', async () => {
    const told = new ReadingNeeds();
    let asked = 0;
    told.register(() => {
      asked++;
      return Promise.resolve([]);
    });
    const leases = new Leases({ instance: null, port: 0 }, ingestion.database);
    const own = new DetachWeeks(ingestion.database, ingestion.ledger, leases, told);
    await own.detachAll(() => undefined);
    expect(await kept('reading_old')).toBe('no-policy');
    await define('P1Y');
    await own.detachAll(() => undefined);
    expect(await kept('reading_old')).toBe('young');
    expect(asked).toBe(0);
    expect(await stored()).toBe(6);
  });

  it('stay while nobody says what is needed, and while a batch needs them, whichever its unit', async () => {
    await define('P90D');
    await run();
    expect(await kept('reading_old')).toBe('needed');
    needs.register(() => Promise.resolve(needed));
    needed = [{ unit, batch: 'a batch', from: instantOf(OLD - 1000n * SECOND), to: null }];
    await run();
    const week = (await weeks.weeks()).find(({ name }) => name === 'reading_old');
    expect([week?.kept, week?.batches]).toEqual(['needed', ['a batch']]);
    needed = [];
  });

  it('stay until each of their readings is sealed and rolled up', async () => {
    await run();
    expect(await kept('reading_old')).toBe('unsealed');
    await ingestion.write((tx) => ingestion.readings.seal(tx, by, unit));
    expect(await kept('reading_old')).toBe('unsealed');
    while (await ingestion.write((tx) => rollArrivals(tx, unit, 1000)));
    expect(await kept('reading_old')).toBeNull();
  });

  it('are never detached without the fact, nor young ones with it, nor put back or dropped by the server', async () => {
    await expect(ingestion.query(`select detach_reading_partition('reading_old')`)).rejects.toThrow('no fact says');
    await expect(ingestion.query(`alter table reading detach partition reading_old`)).rejects.toThrow('must be owner');
    await expect(
      ingestion.query(`insert into reading_archive values ('reading_old', 'readings', null, 1, 1, now())`),
    ).rejects.toThrow('explained by no fact');
    const [young] = await owner
      .query<{ name: string; to: string }>(
        `select 'reading_since' as name, substring(pg_get_expr(relpartbound, oid) from 'TO \\(''(-?\\d+)''\\)') as to
           from pg_class where relname = 'reading_since'`,
      )
      .then(({ rows }) => rows);
    const forced = ingestion.write(async (tx) => {
      const values = { partition: 'reading_since', from: null, to: young!.to, bytes: '0' };
      const fact = { type: 'readings.detached', values };
      await ingestion.ledger.change(tx, storedRetention, RETENTION, by, () => [fact]);
      await tx.query(`select detach_reading_partition('reading_since')`);
    });
    await expect(forced).rejects.toThrow('too young');
  });

  it('11.10(c): are detached then, each by a fact, and kept out of the server’s reach; what is stored goes on', async () => {
    await run();
    expect(await kept('reading_old')).toBeUndefined();
    expect(await stored()).toBe(3);
    const { rows } = await owner.query(`select source_time from reading_archive.reading_old order by arrival`);
    expect(rows.map(({ source_time }) => source_time as string)).toEqual(
      [0n, 1n, 2n].map((n) => `${OLD + n * SECOND}`),
    );
    await expect(ingestion.query(`select from reading_archive.reading_old`)).rejects.toThrow('permission denied');
    const facts = await ingestion.read((tx) => ingestion.ledger.facts(tx, `retention/${RETENTION}`));
    const detached = facts.map(({ fact }) => fact).filter(({ type }) => type === 'readings.detached');
    expect(detached.map(({ values }) => values['partition'])).toEqual(['reading_before', 'reading_old']);
    const folded = facts.reduce((state, { fact }) => storedRetention.apply(state, fact), storedRetention.empty);
    expect(await ingestion.read((tx) => storedRows(tx, storedRetention, RETENTION))).toEqual(folded);
    await ingestion.take(message(unit, temperatures(3, 5)));
    expect(await stored()).toBe(6);
    expect(await ingestion.read((tx) => ingestion.readings.proof(tx, unit, 4n))).toBeNull();
  });

  it('that are gone take no value of a spool that is older; it is kept as rejected, and the unit goes on', async () => {
    const old = value('temperature', 0, 36.5);
    const spooled = message(unit, [{ ...old, sourceTime: OLD + 5n * SECOND }]);
    spooled.receivedAt = instantOf(OLD + 6n * SECOND);
    await ingestion.take(spooled);
    await ingestion.take(message(unit, temperatures(6, 6)));
    expect(spooled.fate).toEqual(['ack']);
    expect(await stored()).toBe(7);
    const rejects = await ingestion.query(`select reason, source from reading_reject where unit = $1`, [unit]);
    expect(rejects).toEqual([{ reason: 'time.archived', source: 'temperature' }]);
  });
});
