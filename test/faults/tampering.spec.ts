import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { loadConfig } from '../../src/platform/config/index.js';
import { serve } from '../../src/server.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { openTo } from '../../tools/demo/roles.js';
import { verifyRecord } from '../../tools/verify/verify-record.js';
import { download, openRoom, WalkedBatch } from '../api/walked-batch.js';
import { Client } from '../support/client.js';
import {
  asRole,
  cellCount,
  cutOff,
  exchange,
  putIn,
  rechain,
  rewrite,
  switchOffRules,
  takeOut,
  within,
  withoutLastSeal,
} from '../support/owner-acts.js';
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

let copies = 0;

type Tamper = (owner: pg.Client) => Promise<unknown>;

/** What the verifier finds in an export after the owner of the schema has done this to a copy of the database. */
const foundAfter = (tamper: Tamper, { live = false } = {}) =>
  after(tamper, live, async (url, data) => {
    const { text } = await download(url, `/batches/${batch.id}/record`);
    const published = readFileSync(join(data, 'seals', 'seals.ndjson'), 'utf8');
    return (await verifyRecord({ text, key, seals: published })).report.findings;
  });

interface LedgerVerdict {
  streams: number;
  facts: number;
  seals: number;
  faults: number;
  first: { where: string; entry: number; code: string }[];
}

/** What the server's own check of its ledger comes to after such a thing, and what it states of it. */
const checkedAfter = (tamper: Tamper, { live = false } = {}) =>
  after(tamper, live, async (url) => {
    const client = new Client(url);
    await client.post('/session', { username: 'qa', password: DEMO_PASSWORD });
    const verdict = await client.post<LedgerVerdict>('/ledger/checks', {});
    expect((await client.get<{ verdict: LedgerVerdict }[]>('/ledger/checks'))[0]!.verdict).toEqual(verdict);
    return verdict;
  });

/** Asks a server on a copy of the database to which its owner has done something; `live`: while the server runs on it. */
async function after<T>(tamper: Tamper, live: boolean, ask: (url: string, data: string) => Promise<T>): Promise<T> {
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
      return await ask(server.url, data);
    } finally {
      await server.close();
    }
  } finally {
    await inPostgres((admin) => admin.query(`drop database ${name} with (force)`));
  }
}

describe('facts below the last seal, changed by the owner of the database', () => {
  it('are as they were, and verify, where nobody changed them', async () => {
    expect(await foundAfter(async () => undefined)).toEqual([]);
  }, 60_000);

  it('11.10(a), 11.10(e): an update is found, and the row is named', async () => {
    let place = 0;
    const wrong = await foundAfter(async (owner) => {
      const { seq, forged } = await cellCount(owner, stream);
      place = seq;
      await rewrite(owner, stream, seq, forged);
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
      const { seq, forged } = await cellCount(owner, stream);
      place = seq;
      await rewrite(owner, stream, seq, forged);
      const own = `update fact set hash = sha256(previous || convert_to(text, 'UTF8')) where stream = $1 and seq = $2`;
      await owner.query(own, [stream, seq]);
    });
    expect(wrong[0]).toMatchObject({ where: stream, entry: place, what: expect.stringContaining('was chained to') });
  }, 60_000);

  it.each<[string, (owner: pg.Client) => Promise<unknown>]>([
    [
      'an update',
      async (owner) => cellCount(owner, stream).then(({ seq, forged }) => rewrite(owner, stream, seq, forged)),
    ],
    ['a delete', (owner) => takeOut(owner, stream, 6)],
    ['another order', (owner) => exchange(owner, stream)],
    ['an insert', (owner) => putIn(owner, stream, 6)],
  ])(
    '11.10(a): %s after which the whole chain and the rows were made to fit is found by the seal that covered it',
    async (_, tamper) => {
      const wrong = await foundAfter(async (owner) => {
        await tamper(owner);
        await rechain(owner, stream);
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

describe('the check of the whole ledger by the server itself', () => {
  it('reads every stream, fact and seal again, and finds them as they were written', async () => {
    const verdict = await checkedAfter(async () => undefined);
    expect(verdict).toMatchObject({ faults: 0, first: [] });
    expect(verdict.facts).toBeGreaterThan(verdict.streams);
    expect(Math.min(verdict.streams, verdict.seals)).toBeGreaterThan(0);
  }, 60_000);

  it.each<[string, Tamper, { code: string; entry?: number }]>([
    [
      'a text that was changed',
      (owner) => cellCount(owner, stream).then(({ seq, forged }) => rewrite(owner, stream, seq, forged)),
      { code: 'fact.text-changed' },
    ],
    [
      'a fact that was taken out',
      (owner) => owner.query('delete from fact where stream = $1 and seq = 6', [stream]),
      { code: 'fact.missing', entry: 6 },
    ],
    [
      'a fact taken out, with the whole chain made to fit',
      (owner) => takeOut(owner, stream, 6).then(() => rechain(owner, stream)),
      { code: 'range.not-what-was-sealed' },
    ],
    [
      'the end of a stream cut off, with its head made to fit',
      (owner) => cutOff(owner, stream, 6),
      { code: 'range.not-what-was-sealed' },
    ],
  ])(
    '11.10(a), 11.10(e): names the row of %s',
    async (_, tamper, fault) => {
      const { first } = await checkedAfter(tamper);
      expect(first[0]).toMatchObject({ where: stream, ...fault });
    },
    60_000,
  );

  it('11.10(a): finds a whole stream that was removed with what was sealed of it', async () => {
    const { first } = await checkedAfter(async (owner) => {
      for (const table of ['sealed_range', 'fact'])
        await owner.query(`delete from ${table} where stream like 'unit-class/%'`);
      await owner.query(`delete from stream where kind = 'unit-class'`);
    });
    expect(first[0]).toMatchObject({ where: 'seals', code: 'seal.not-over-its-ranges' });
  }, 60_000);

  it('11.10(a): finds a seal that was taken out after it was published', async () => {
    const { first } = await checkedAfter(withoutLastSeal, { live: true });
    expect(first[0]).toMatchObject({ where: 'seals', code: 'seal.missing' });
  }, 60_000);

  it('11.10(a): finds a seal whose text is none', async () => {
    const { first } = await checkedAfter((owner) => owner.query(`update seal set text = '{' where number = 1`), {
      live: true,
    });
    expect(first[0]).toMatchObject({ where: 'seals', entry: 1, code: 'seal.not-chained' });
  }, 60_000);

  it('11.10(a): finds a seal that was signed by another key', async () => {
    const { first } = await checkedAfter(
      (owner) => owner.query(`update seal set signature = decode(repeat('00', 64), 'hex') where number = 1`),
      { live: true },
    );
    expect(first.map(({ code }) => code)).toEqual(['seal.not-signed', 'seal.not-as-published']);
  }, 60_000);
});
