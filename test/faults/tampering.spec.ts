import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { loadConfig } from '../../src/platform/config/index.js';
import { serve } from '../../src/server.js';
import { openTo } from '../../tools/demo/roles.js';
import { verifyRecord } from '../../tools/verify/verify-record.js';
import { download, openRoom, WalkedBatch } from '../api/walked-batch.js';
import type { Room } from '../support/room.js';

let room: Room;
let batch: WalkedBatch;
let stream: string;
let dir: string;
let key: string;
let seals: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ballroom-tampering-'));
  room = await openRoom();
  batch = await WalkedBatch.begin(room);
  await batch.toCount();
  stream = `batch/${batch.id}`;
  await download(room, `/batches/${batch.id}/record`);
  // what follows lies above the last seal, until an export of it is asked for
  await batch.act('count', 'entries', { values: [{ field: 'lot', value: 'LOT-3' }], reason: 'misread again' });
  await room.app.server.close();
  const { sealsDir } = room.app.config;
  seals = readFileSync(join(sealsDir, 'seals.ndjson'), 'utf8');
  key = readFileSync(join(sealsDir, `${fingerprintIn(seals)}.pem`), 'utf8');
}, 240_000);
afterAll(async () => {
  await room.stop();
  rmSync(dir, { recursive: true, force: true });
});

const fingerprintIn = (lines: string): string =>
  (JSON.parse((JSON.parse(lines.split('\n')[0]!) as { text: string }).text) as { key: string }).key;

const asRole = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
};

const within = (url: string, name: string): string => {
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
};

let copies = 0;

const GUARDED = ['fact', 'stream', 'seal', 'sealed_range', 'reading', 'entry', 'deviation'];

/** All rules that bind the owner no more than the owner likes. */
async function switchOffRules(owner: pg.Client): Promise<void> {
  for (const table of GUARDED) await owner.query(`alter table ${table} disable trigger user`);
  const { rows } = await owner.query<{ of: string; name: string }>(
    `select conrelid::regclass::text as of, conname as name from pg_constraint
      where contype in ('c', 'f') and conrelid in ('fact'::regclass, 'sealed_range'::regclass)`,
  );
  for (const { of, name } of rows) await owner.query(`alter table ${of} drop constraint ${name}`);
}

type Tamper = (owner: pg.Client) => Promise<unknown>;

/**
 * What the verifier finds in an export after the owner of the schema has done this to a copy of the database; `live`: while the
 * server runs on it.
 */
async function foundAfter(tamper: Tamper, { live = false } = {}) {
  const name = `${room.app.database.name}_${++copies}`;
  const { adminUrl, ownerUrl, appUrl } = room.app.database;
  const inPostgres = <T>(work: (client: pg.Client) => Promise<T>) => asRole(within(adminUrl, 'postgres'), work);
  await inPostgres(async (admin) => {
    await admin.query(`create database ${name} template ${room.app.database.name} owner ballroom_owner`);
    await openTo(admin, name);
  });
  const asOwner = (): Promise<unknown> =>
    asRole(within(ownerUrl, name), async (owner) => {
      await switchOffRules(owner);
      await tamper(owner);
    });
  if (!live) await asOwner();
  const data = join(dir, name);
  for (const part of ['keys', 'seals'])
    cpSync(join(room.app.config.dataDir, part), join(data, part), { recursive: true });
  const environment = { PORT: '0', DATABASE_URL: within(appUrl, name), BALLROOM_DATA: data, BALLROOM_SPEED: '60' };
  try {
    const server = await serve(loadConfig(environment));
    try {
      if (live) await asOwner();
      const { text } = await download(server.url, `/batches/${batch.id}/record`);
      const published = readFileSync(join(data, 'seals', 'seals.ndjson'), 'utf8');
      return (await verifyRecord({ text, key, seals: published })).report.findings;
    } finally {
      await server.close();
    }
  } finally {
    await inPostgres((admin) => admin.query(`drop database ${name} with (force)`));
  }
}

interface Row {
  seq: number;
  text: string;
}

const rowsOf = async (owner: pg.Client, of = stream): Promise<Row[]> =>
  (await owner.query<Row>('select seq, text from fact where stream = $1 order by seq', [of])).rows;

/** Place of the entry of the cell count, and its text with another value. */
async function cellCount(owner: pg.Client): Promise<{ seq: number; forged: string }> {
  const { seq, text } = (await rowsOf(owner)).find((row) => row.text.includes('"field":"cells"'))!;
  return { seq, forged: text.replace('"value":"70"', '"value":"99"') };
}

/** Makes all hashes of a stream, and its head, fit its texts again. */
async function rechain(owner: pg.Client, of = stream): Promise<void> {
  await owner.query(
    `do $$ declare f record; last bytea := decode(repeat('00', 32), 'hex');
     begin
       for f in select seq, text from fact where stream = '${of}' order by seq loop
         update fact set previous = last, hash = sha256(last || convert_to(f.text, 'UTF8')) where stream = '${of}' and seq = f.seq;
         last := sha256(last || convert_to(f.text, 'UTF8'));
       end loop;
       update stream set hash = last, seq = (select max(seq) from fact where stream = '${of}') where id = '${of}';
     end $$`,
  );
}

const rewrite = (owner: pg.Client, seq: number, text: string) =>
  owner.query('update fact set text = $3 where stream = $1 and seq = $2', [stream, seq, text]);

/** Takes a fact out and moves those after it up, in their places and their texts. */
async function takeOut(owner: pg.Client, seq: number): Promise<void> {
  await owner.query('delete from fact where stream = $1 and seq = $2', [stream, seq]);
  for (const row of (await rowsOf(owner)).filter((one) => one.seq > seq))
    await owner.query('update fact set seq = $3, text = $4 where stream = $1 and seq = $2', [
      stream,
      row.seq,
      row.seq - 1,
      canonicalJson({ ...(JSON.parse(row.text) as object), seq: row.seq - 1 }),
    ]);
}

/** Puts another fact between two. */
async function putIn(owner: pg.Client, seq: number): Promise<void> {
  const rows = await rowsOf(owner);
  for (const row of rows.filter((one) => one.seq >= seq).reverse())
    await owner.query('update fact set seq = $3, text = $4 where stream = $1 and seq = $2', [
      stream,
      row.seq,
      row.seq + 1,
      canonicalJson({ ...(JSON.parse(row.text) as object), seq: row.seq + 1 }),
    ]);
  const before = JSON.parse(rows[seq - 2]!.text) as { at: string };
  const fact = {
    ...before,
    seq,
    type: 'exception.commented',
    values: { exception: 'E1', step: null, comment: 'fine' },
  };
  await owner.query(
    `insert into fact (stream, seq, type, at, text, previous, hash)
     values ($1, $2, 'exception.commented', $3, $4, decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'))`,
    [stream, seq, before.at, canonicalJson(fact)],
  );
}

/** Two facts of one decision in each other's place, each under the other's number. */
async function exchange(owner: pg.Client): Promise<void> {
  const rows = await rowsOf(owner);
  const one = rows.findIndex(({ text }) => text.includes('"type":"signature.given"')) + 1;
  const other = one + 1;
  const moved = (seq: number, to: number): string =>
    canonicalJson({ ...(JSON.parse(rows[seq - 1]!.text) as object), seq: to });
  await rewrite(owner, one, moved(other, one));
  await rewrite(owner, other, moved(one, other));
}

describe('facts below the last seal, changed by the owner of the database', () => {
  it('are as they were, and verify, where nobody changed them', async () => {
    expect(await foundAfter(async () => undefined)).toEqual([]);
  }, 60_000);

  it('11.10(a), 11.10(e): an update is found, and the row is named', async () => {
    let place = 0;
    const wrong = await foundAfter(async (owner) => {
      const { seq, forged } = await cellCount(owner);
      place = seq;
      await rewrite(owner, seq, forged);
    });
    expect(wrong[0]).toMatchObject({
      where: stream,
      entry: place,
      what: 'the text of the fact is not what was hashed',
    });
  }, 60_000);

  it('11.10(a): an update with the hash of its own row is found, and the row is named', async () => {
    let place = 0;
    const wrong = await foundAfter(async (owner) => {
      const { seq, forged } = await cellCount(owner);
      place = seq;
      await rewrite(owner, seq, forged);
      const own = `update fact set hash = sha256(previous || convert_to(text, 'UTF8')) where stream = $1 and seq = $2`;
      await owner.query(own, [stream, seq]);
    });
    expect(wrong[0]).toMatchObject({ where: stream, entry: place, what: expect.stringContaining('was chained to') });
  }, 60_000);

  it.each<[string, (owner: pg.Client) => Promise<unknown>]>([
    ['an update', async (owner) => cellCount(owner).then(({ seq, forged }) => rewrite(owner, seq, forged))],
    ['a delete', (owner) => takeOut(owner, 6)],
    ['another order', exchange],
    ['an insert', (owner) => putIn(owner, 6)],
  ])(
    '11.10(a): %s after which the whole chain and the rows were made to fit is found by the seal that covered it',
    async (_, tamper) => {
      const wrong = await foundAfter(async (owner) => {
        await tamper(owner);
        await rechain(owner);
        await owner.query(`update entry set value = '99' where field = 'cells'`);
      });
      expect(wrong[0]).toMatchObject({ where: stream, what: expect.stringMatching(/not what seal \d+ of .* covers/) });
    },
    60_000,
  );

  it('11.10(a): a delete is found, and the row is named', async () => {
    const wrong = await foundAfter((owner) => owner.query('delete from fact where stream = $1 and seq = 6', [stream]));
    expect(wrong[0]).toMatchObject({ where: stream, entry: 6, what: 'a fact is missing' });
  }, 60_000);

  it('11.10(a): two rows in each other’s place are found, and the row is named', async () => {
    const wrong = await foundAfter(async (owner) => {
      const place = 'update fact set seq = $3 where stream = $1 and seq = $2';
      for (const [from, to] of [
        [5, 1000],
        [6, 5],
        [1000, 6],
      ])
        await owner.query(place, [stream, from, to]);
    });
    expect(wrong[0]).toMatchObject({ where: stream, entry: 5 });
  }, 60_000);

  it('11.10(a): a row that no fact gave its value is found', async () => {
    const wrong = await foundAfter((owner) => owner.query(`update entry set value = '99' where field = 'cells'`));
    expect(wrong[0]).toMatchObject({ where: 'view entry', expected: '70', found: '99' });
  }, 60_000);

  it('11.10(a): a changed reading is found, by the value that rests on it or by the seal that covers it', async () => {
    const wrong = await foundAfter((owner) => owner.query(`update reading set number = number + 1`));
    expect(wrong[0]!.what).toMatch(/is not the (last|mean) of the readings that it cites|not what its seal covers/);
  }, 60_000);

  const withoutLastSeal: Tamper = async (owner) => {
    await owner.query('delete from sealed_range where seal = (select max(number) from seal)');
    await owner.query('delete from seal where number = (select max(number) from seal)');
  };

  it('11.10(a): a seal that was taken out, so that its facts are sealed once more, is found by the published one', async () => {
    const wrong = await foundAfter(withoutLastSeal, { live: true });
    expect(wrong.map(({ what }) => what)).toContain('the published seal is another one');
  }, 60_000);

  it('11.10(a): a server does not start on a database that lacks a published seal', async () => {
    await expect(foundAfter(withoutLastSeal)).rejects.toThrow('says other than the database');
  }, 60_000);
});

describe('a whole stream, removed by the owner of the database', () => {
  const remove = async (owner: pg.Client, of: string): Promise<void> => {
    for (const table of ['sealed_range', 'fact']) await owner.query(`delete from ${table} where stream = $1`, [of]);
    await owner.query('delete from stream where id = $1', [of]);
  };

  it('211.192: of a deviation is found, by the exception that names it', async () => {
    const wrong = await foundAfter(async (owner) => {
      const { rows } = await owner.query<{ id: string }>('select id from deviation');
      await owner.query('delete from deviation');
      for (const { id } of rows) await remove(owner, `deviation/${id}`);
    });
    expect(wrong.map(({ what }) => what)).toContain('the deviation of exception E1 is not in the record');
  }, 60_000);

  it('that the batch does not even name is found, since the seal over it no longer adds up', async () => {
    const wrong = await foundAfter(async (owner) => {
      const { rows } = await owner.query<{ id: string }>(`select id from stream where kind = 'unit-class'`);
      for (const { id } of rows) await remove(owner, id);
    });
    expect(wrong[0]!.what).toContain('another stream under it was changed or removed');
  }, 60_000);
});
