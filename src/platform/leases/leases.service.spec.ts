import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDatabase, type TestDatabase } from '../../../test/support/cluster.js';
import { until } from '../../../test/support/walk.js';
import { newId } from '../clock/index.js';
import { LeaseStore } from './lease.store.js';
import { Database, dataSource, SYSTEM_SCOPE } from '../database/index.js';
import { type Held, type LeaseHolder, Leases, listInstances } from './index.js';

let cloned: TestDatabase;
let database: Database;
let admin: pg.Client;
beforeAll(async () => {
  cloned = await createDatabase('empty');
  database = new Database(await dataSource(cloned.appUrl).initialize());
  admin = new pg.Client({ connectionString: cloned.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.source.destroy();
  await cloned.drop();
});

/** What the lease connection is asked while it is still answering, as pg 9 refuses it. */
async function askedAtOnce(work: () => Promise<void>): Promise<number> {
  const { query } = pg.Client.prototype;
  const [answering, overlaps] = [new Map<pg.Client, number>(), [] as string[]];
  pg.Client.prototype.query = function (this: pg.Client & { connectionParameters?: object }, ...given: unknown[]) {
    const answer = (query as (...all: unknown[]) => unknown).apply(this, given);
    const name = (this.connectionParameters as { application_name?: string }).application_name;
    if (name !== 'ballroom leases') return answer as never;
    const open = (answering.get(this) ?? 0) + 1;
    if (open > 1) overlaps.push(String(given[0]));
    answering.set(this, open);
    const over = (): void => void answering.set(this, answering.get(this)! - 1);
    (answer as Promise<unknown>).then(over, over);
    return answer as never;
  };
  try {
    await work();
    return overlaps.length;
  } finally {
    pg.Client.prototype.query = query;
  }
}

/** What a server works under, in the order in which it came. */
class Work implements LeaseHolder {
  readonly told: string[] = [];
  readonly held = new Map<string, Held>();
  constructor(readonly wanted: string[]) {}
  names = async (): Promise<string[]> => this.wanted;
  taken(lease: Held): void {
    this.held.set(lease.name, lease);
    this.told.push(`took ${lease.name}`);
  }
  lost(name: string): void {
    this.held.delete(name);
    this.told.push(`lost ${name}`);
  }
  async leave(name: string): Promise<void> {
    this.held.delete(name);
    this.told.push(`left ${name}`);
  }
}

const running: Leases[] = [];
async function start(name: string, wanted: string[]): Promise<{ leases: Leases; work: Work }> {
  const leases = new Leases({ instance: name, port: 0 }, database);
  running.push(leases);
  await leases.onApplicationBootstrap();
  const work = new Work(wanted);
  leases.join(work);
  return { leases, work };
}
const end = async (leases: Leases): Promise<void> => {
  await leases.onModuleDestroy();
  await leases.beforeApplicationShutdown();
};
afterEach(async () => {
  for (const leases of running.splice(0)) await end(leases);
  await admin.query('truncate lease, instance');
});

/** The server says nothing any more, as when it is killed or stands still. */
const silence = async (leases: Leases): Promise<void> => {
  for (const rounds of ['renewals', 'looks']) await (Reflect.get(leases, rounds) as { stop(): Promise<void> }).stop();
};
/** By the clock of the database, its time is over. */
const expire = (leases: Leases) =>
  admin.query(`update instance set expires_at = clock_timestamp() - interval '1 ms' where id = $1`, [leases.id]);

const write = (leases: Leases, lease: Held, before: () => Promise<unknown> = async () => undefined) =>
  database.write(SYSTEM_SCOPE, async (tx) => {
    leases.fence(tx, lease);
    await tx.query(`insert into instance (id, name, expires_at) values ($1, 'written', 'now')`, [crypto.randomUUID()]);
    await before();
  });
const written = async () => (await admin.query(`select from instance where name = 'written'`)).rowCount;

const NAMES = ['unit/1', 'unit/2', 'unit/3', 'unit/4'];

describe('leases of servers on one database', () => {
  it('asks on its connection one thing after the other', async () => {
    const store = new LeaseStore(cloned.appUrl, newId());
    const asked = await askedAtOnce(async () => {
      await Promise.all([store.join('one', false), store.leases(), store.renew(true), store.others()]);
      const [, , taken] = await Promise.all([store.renew(true), store.leases(), store.take(['unit/a'])]);
      expect(taken).toEqual([{ name: 'unit/a', epoch: '1' }]);
      await store.leave();
      await store.close();
    });
    expect(asked).toBe(0);
    await expect(store.leases()).rejects.toThrow('closed');
  });

  it('are all one’s who is alone, at once, and are shared with another who comes, a little at a time', async () => {
    const a = await start('a', NAMES);
    await until('all are taken', async () => a.work.held.size === 4);
    expect(a.work.told).toEqual(NAMES.map((name) => `took ${name}`));
    const b = await start('b', NAMES);
    await until('they are shared', async () => a.work.held.size === 2 && b.work.held.size === 2);
    expect([...b.work.held.keys()].sort()).toEqual(['unit/3', 'unit/4']);
    expect([...b.work.held.values()].map(({ epoch }) => epoch)).toEqual(['2', '2']);
    expect(a.work.told.slice(4)).toEqual(['left unit/4', 'left unit/3']);
    const shown = await database.read(SYSTEM_SCOPE, listInstances);
    expect(shown.map(({ name, alive, leases }) => [name, alive, leases.map((lease) => lease.name)])).toEqual([
      ['a', true, ['unit/1', 'unit/2']],
      ['b', true, ['unit/3', 'unit/4']],
    ]);
    await end(b.leases);
    await until('what it held is taken at once', async () => a.work.held.size === 4);
  });

  it('move when their server is silent by the database’s clock, and what that still writes is refused', async () => {
    const a = await start('a', NAMES);
    await until('all are taken', async () => a.work.held.size === 4);
    const before = a.work.held.get('unit/1')!;
    await write(a.leases, before);
    expect(await written()).toBe(1);
    await silence(a.leases);
    await expire(a.leases);
    await expect(write(a.leases, before)).rejects.toThrow('the lease of unit/1 has moved');
    const b = await start('b', NAMES);
    await until('another has them', async () => b.work.held.size === 4);
    const after = b.work.held.get('unit/1')!;
    expect(Number(after.epoch)).toBe(Number(before.epoch) + 1);
    // it is back, and does not know yet
    (Reflect.get(a.leases, 'renewals') as { start(): void }).start();
    await expect(write(a.leases, before)).rejects.toThrow('the lease of unit/1 has moved');
    await write(b.leases, after);
    expect(await written()).toBe(2);
  });

  it('do not move under a transaction that passed the fence: that ends before', async () => {
    const a = await start('a', ['unit/1']);
    await until('it is taken', async () => a.work.held.size === 1);
    await silence(a.leases);
    const lease = a.work.held.get('unit/1')!;
    let b!: { leases: Leases; work: Work };
    await write(a.leases, lease, async () => {
      await expire(a.leases);
      b = await start('b', ['unit/1']);
      await sleep(50);
      expect(b.work.held.size).toBe(0);
    });
    expect(await written()).toBe(1);
    await until('it moves', async () => b.work.held.size === 1);
    await expect(write(a.leases, lease)).rejects.toThrow('has moved');
  });

  it('are used for a shorter time by their server’s own clock than they are its by the database’s', async () => {
    const a = await start('a', ['unit/1']);
    await until('it is taken', async () => a.work.held.size === 1);
    await silence(a.leases);
    const left = `select extract(epoch from expires_at - clock_timestamp()) * 1000 as ms from instance where id = $1`;
    const byDatabase = Number((await admin.query<{ ms: string }>(left, [a.leases.id])).rows[0]!.ms);
    expect(Number(Reflect.get(a.leases, 'usableUntil')) - performance.now()).toBeLessThan(byDatabase - 1000);
    expect(a.leases.held('unit/1')).not.toBeNull();
    Reflect.set(a.leases, 'usableUntil', performance.now());
    expect(a.leases.held('unit/1')).toBeNull();
    // it could not renew, and can again
    (Reflect.get(a.leases, 'renewals') as { start(): void }).start();
    await until('it is its again', async () => a.leases.held('unit/1')?.epoch === '1');
    expect(a.work.told).toEqual(['took unit/1']);
  });

  it('are free at once where a server comes back under its name, and the one before holds nothing any more', async () => {
    const before = await start('a', ['unit/1']);
    await until('it is taken', async () => before.work.held.size === 1);
    const after = await start('a', ['unit/1']);
    await until('it moves', async () => after.work.held.size === 1);
    expect(after.work.held.get('unit/1')!.epoch).toBe('2');
    await until('the one before knows', async () => before.leases.held('unit/1') === null);
    expect(before.work.told).toEqual(['took unit/1', 'lost unit/1']);
  });

  it('are given up by a server that renews but cannot look, where another can, and no share of the rest is kept for it', async () => {
    const a = await start('a', NAMES);
    await until('all are taken', async () => a.work.held.size === 4);
    let failures = 0;
    a.work.names = () => Promise.reject(new Error(`relation "unit" is locked (${++failures})`));
    await until('it cannot look', async () => failures > 0);
    const blind = async () => {
      Reflect.set(a.leases, 'lookedAt', performance.now() - 60_000);
      Reflect.set(a.leases, 'hasLooked', false);
      await admin.query(`update instance set looked_at = clock_timestamp() - interval '1 minute' where id = $1`, [
        a.leases.id,
      ]);
    };
    const renewed = async () => Number(Reflect.get(a.leases, 'usableUntil'));
    await blind();
    const [before, others] = [await renewed(), () => a.work.told.filter((told) => !told.startsWith('took'))];
    await until('it goes on alone', async () => (await renewed()) > before + 1500);
    expect(others()).toEqual([]);
    const b = await start('b', NAMES);
    await until('the other has all', async () => b.work.held.size === 4);
    expect(others().sort()).toEqual(NAMES.map((name) => `left ${name}`));
    a.work.names = async () => a.work.wanted;
    await until('it has a share again', async () => a.work.held.size === 2);
  });

  it('are for a server to have again that was thought gone for ever, but not while another goes by its name', async () => {
    const a = await start('a', ['unit/1']);
    await until('it is taken', async () => a.work.held.size === 1);
    // as others do after a day
    await admin.query(`delete from instance where id = $1`, [a.leases.id]);
    await until('it is lost and taken again', async () => a.work.told.length === 3);
    expect(a.work.told).toEqual(['took unit/1', 'lost unit/1', 'took unit/1']);
    const after = await start('a', ['unit/1']);
    await until('it moves', async () => after.work.held.size === 1);
    await silence(after.leases);
    await expire(after.leases);
    await until('it is the first one’s again', async () => a.leases.held('unit/1') !== null);
  });

  it('of jobs are one server’s each, and go on at another when that ends', async () => {
    const a = await start('a', []);
    const b = await start('b', []);
    const jobs = ['timers', 'seals', 'calendar'].map((name) => (a.leases.job(name), b.leases.job(name)));
    const holders = () => jobs.map((job) => [a, b].filter(({ leases }) => leases.held(job) !== null).length);
    await until('each has one', async () => holders().every((count) => count === 1));
    await end(a.leases);
    await until('one has all', async () => jobs.every((job) => b.leases.held(job) !== null));
  });
});
