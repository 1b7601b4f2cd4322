import { mock } from 'node:test';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessageEvent } from '@nestjs/common';
import pg from 'pg';
import { firstValueFrom, NEVER, of, toArray } from 'rxjs';
import { createDatabase, type TestDatabase } from '../../../test/support/cluster.js';
import { Database, dataSource, SYSTEM_SCOPE } from '../database/index.js';
import { LiveFeed } from './index.js';

let cloned: TestDatabase;
const started: { feed: LiveFeed; database: Database }[] = [];

async function server() {
  const database = new Database(await dataSource(cloned.appUrl).initialize());
  const feed = new LiveFeed(database);
  await feed.onApplicationBootstrap();
  started.push({ feed, database });
  return { feed, database };
}

beforeAll(async () => void (cloned = await createDatabase()));
afterAll(async () => {
  for (const { feed, database } of started) {
    await feed.onModuleDestroy();
    await database.source.destroy();
  }
  await cloned.drop();
});

const sleep = (milliseconds: number) => new Promise((wake) => setTimeout(wake, milliseconds));
const write = (database: Database) => database.write(SYSTEM_SCOPE, (tx) => tx.query('select 1'));

const MOST = 2000;

/** Writes until so many wake-ups more have come than the one a second that comes whatever happened; how many writes that took. */
async function writesUntilWoken(by: Database, { feed }: { feed: LiveFeed }, more: number): Promise<number> {
  let [woken, writes] = [0, 0];
  const subscription = feed.ticks().subscribe(() => woken++);
  const began = performance.now();
  const byClock = () => Math.ceil((performance.now() - began) / 1000) + 1;
  for (; woken < byClock() + more && writes < MOST; writes++) await write(by).then(() => sleep(5));
  subscription.unsubscribe();
  return writes;
}

describe('the live feed', () => {
  it('wakes every server of the database after a commit of one, many writes in few wake-ups', async () => {
    const [one, other] = [await server(), await server()];
    const writes = await writesUntilWoken(one.database, other, 5);
    expect(writes).toBeLessThan(MOST);
    let woken = 0;
    const subscription = other.feed.ticks().subscribe(() => woken++);
    await Promise.all(Array.from({ length: 50 }, () => write(one.database)));
    subscription.unsubscribe();
    expect(woken).toBeLessThan(50);
  });

  it('listens again by itself after its connection was cut, and ticks each second meanwhile', async () => {
    const { feed, database } = await server();
    const admin = new pg.Client({ connectionString: cloned.adminUrl });
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'ballroom live'`,
      [cloned.name],
    );
    await admin.end();
    await firstValueFrom(feed.ticks());
    expect(await writesUntilWoken(database, { feed }, 4)).toBeLessThan(MOST);
  });

  it('ends all its streams when the server does', async () => {
    const { feed } = await server();
    const events = firstValueFrom(feed.stream({ session: 's' }, NEVER).pipe(toArray()));
    await sleep(20);
    await feed.onModuleDestroy();
    expect(await events).toEqual([{ comment: 'alive' }]);
  });

  it('leaves no connection behind where the server ends while it is being opened', async () => {
    const { feed, database } = await server();
    await feed.onModuleDestroy();
    const own = new LiveFeed(database);
    const listening = async () =>
      (
        await database.read(SYSTEM_SCOPE, (tx) =>
          tx.query<{ pid: number }>(
            `select pid from pg_stat_activity where datname = current_database() and application_name = 'ballroom live'`,
          ),
        )
      ).map(({ pid }) => pid);
    const before = await listening();
    const opening = own.onApplicationBootstrap();
    await own.onModuleDestroy();
    await opening;
    await sleep(200);
    expect((await listening()).filter((pid) => !before.includes(pid))).toEqual([]);
  });
});

describe('a stream of events', () => {
  it('says at once that it lives, and then what its source says', async () => {
    const { feed } = await server();
    const seen: MessageEvent[] = [];
    const subscription = feed
      .stream({ session: 's' }, of({ data: 'a' }, { data: 'b' }))
      .subscribe((event) => seen.push(event));
    await sleep(50);
    subscription.unsubscribe();
    expect(seen).toEqual(expect.arrayContaining([{ comment: 'alive' }, { data: 'a' }, { data: 'b' }]));
  });

  it('ends with its session, which is asked for every 15 s, and not while nobody knows', async () => {
    const { feed } = await server();
    const answers: (() => Promise<boolean>)[] = [
      () => Promise.resolve(true),
      () => Promise.reject(new Error('the database is away')),
      () => Promise.resolve(false),
    ];
    let asked = 0;
    const stillSo = () => {
      asked++;
      return answers.shift()!();
    };
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    const pass = async (seconds: number) => {
      for (; seconds > 0; seconds--) {
        mock.timers.tick(1000);
        await new Promise(setImmediate);
      }
    };
    try {
      const events: MessageEvent[] = [];
      let ended = false;
      feed
        .stream({ session: 'of-the-operator', stillSo }, NEVER)
        .subscribe({ next: (event) => events.push(event), complete: () => (ended = true) });
      await pass(44);
      expect([asked, ended, events.length]).toEqual([2, false, 3]);
      await pass(1);
      expect([asked, ended]).toEqual([3, true]);
    } finally {
      mock.timers.reset();
    }
  });
});
