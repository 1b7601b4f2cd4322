import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Ingestion, message, type Sent, startIngestion, temperatures } from '../../../test/support/ingestion.js';

let ingestion: Ingestion;
let owner: pg.Client;
let admin: pg.Client;
const connected = async (url: string) => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};
const sleep = (milliseconds: number) => new Promise((wake) => setTimeout(wake, milliseconds));

beforeAll(async () => {
  ingestion = await startIngestion();
  owner = await connected(ingestion.cloned.ownerUrl);
  admin = await connected(ingestion.cloned.adminUrl);
});
afterAll(async () => {
  await owner.end();
  await admin.end();
  await ingestion.close();
});

const stored = (unit: string) => ingestion.read((tx) => ingestion.readings.since(tx, unit, 0n, 100_000));

describe('an acknowledgement', () => {
  it('comes after the commit, when others can read the rows', async () => {
    const unit = await ingestion.unit();
    const seen: number[] = [];
    const sent = message(unit, temperatures(0, 9));
    const visible = new Promise<void>((done) => {
      sent.ack = () => {
        sent.fate.push('ack');
        void owner
          .query('select from reading where unit = $1', [unit])
          .then(({ rowCount }) => (seen.push(rowCount!), done()));
      };
    });
    await owner.query('begin; lock table reading in access exclusive mode');
    ingestion.taking.take(sent);
    await sleep(700);
    expect(sent.fate).toEqual([]);
    await owner.query('commit');
    await visible;
    expect(seen).toEqual([10]);
  });

  it('never comes for a transaction that fails at its commit; all that waits comes again in order, and is stored once', async () => {
    const unit = await ingestion.unit();
    await owner.query(`
      create function fail() returns trigger language plpgsql as $$ begin raise exception 'disk is full'; end $$;
      create constraint trigger fail after insert on reading deferrable initially deferred for each row execute function fail()`);
    const sent = [
      message(unit, temperatures(0, 599)),
      message(unit, temperatures(600, 1199)),
      message(unit, temperatures(1200, 1201)),
    ];
    await ingestion.take(...sent);
    expect(sent.map(({ fate }) => fate)).toEqual([['retry'], ['retry'], ['retry']]);
    expect(await stored(unit)).toEqual([]);
    await owner.query('drop trigger fail on reading; drop function fail()');
    const again = sent.map(({ values }) => message(unit, values));
    await ingestion.take(...again);
    expect(again.map(({ fate }) => fate)).toEqual([['ack'], ['ack'], ['ack']]);
    expect((await stored(unit)).map(({ value }) => value)).toEqual(temperatures(0, 1201).map(({ value }) => value));
  });

  it('never comes under a lease that has moved, and the sender is told why: it is no word of the database being away', async () => {
    const unit = await ingestion.unit();
    const sent = { ...message(unit, temperatures(0, 0)), lease: { name: `unit/${unit}`, epoch: '7' } };
    await ingestion.take(sent);
    expect([sent.fate, await stored(unit)]).toEqual([['lease-lost'], []]);
  });

  it('is given back rather than queued without end', async () => {
    const unit = await ingestion.unit();
    await owner.query('begin; lock table reading in access exclusive mode');
    const sent = Array.from({ length: 60 }, (_, n) => message(unit, temperatures(n * 500, n * 500 + 499)));
    for (const one of sent) ingestion.taking.take(one);
    await sleep(50);
    const refused = sent.filter(({ fate }) => fate[0] === 'retry');
    expect(refused).toEqual(sent.slice(40));
    await owner.query('commit');
    while (sent.some(({ fate }) => fate.length === 0)) await sleep(20);
    expect(await stored(unit)).toHaveLength(20_000);
  });
});

describe('arrival numbers', () => {
  it('follow the order of commits, of two servers too: a reader who goes on from the last misses nothing', async () => {
    const unit = await ingestion.unit();
    const other = await startIngestion(ingestion.cloned);
    const sent: Sent[] = [];
    for (let n = 0; n < 60; n++) sent.push(message(unit, temperatures(n * 400, n * 400 + 399)));
    const seen: bigint[] = [];
    const all = sent.length * 400;
    for (const [n, one] of sent.entries()) (n % 2 === 0 ? ingestion : other).taking.take(one);
    let wakes = 0;
    const subscription = other.readings.committed().subscribe(() => wakes++);
    for (let idle = 0; idle < 3;) {
      const rows = await ingestion.read((tx) => ingestion.readings.since(tx, unit, seen.at(-1) ?? 0n, 300));
      seen.push(...rows.map(({ arrival }) => arrival));
      idle = rows.length === 0 && sent.every(({ fate }) => fate.length > 0) ? idle + 1 : 0;
    }
    subscription.unsubscribe();
    await other.close();
    expect(sent.flatMap(({ fate }) => fate)).toEqual(sent.map(() => 'ack'));
    expect(seen).toEqual(Array.from({ length: all }, (_, n) => BigInt(n + 1)));
    expect(wakes).toBeGreaterThan(0);
  });
});

describe('an outage of the database', () => {
  it('loses nothing and doubles nothing: transactions cut in their middle, again and again, while ten units speak', async () => {
    const units = await Promise.all(Array.from({ length: 10 }, () => ingestion.unit()));
    let open = 0;
    let cuts = 0;
    const deliver = (unit: string, values: Sent['values']): void => {
      open++;
      const sent = message(unit, values);
      sent.ack = () => void open--;
      sent.retry = () => {
        cuts++;
        setTimeout(() => (open--, deliver(unit, values)), 30);
      };
      ingestion.taking.take(sent);
    };
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity
                  where datname = $1 and usename = 'ballroom_server' and xact_start is not null`;
    for (let n = 0; n < 20 || (cuts === 0 && n < 200); n++) {
      for (const unit of units) if (n < 20) deliver(unit, temperatures(n * 10, n * 10 + 9));
      await sleep(50);
      await admin.query(cut, [ingestion.cloned.name]);
    }
    while (open > 0) await sleep(20);
    expect(cuts).toBeGreaterThan(0);
    for (const unit of units)
      expect((await stored(unit)).map(({ sourceTime }) => sourceTime).sort()).toEqual(
        temperatures(0, 199).map(({ sourceTime }) => sourceTime),
      );
  });
});
