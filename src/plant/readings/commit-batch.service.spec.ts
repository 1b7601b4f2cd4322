import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Ingestion,
  message,
  SECOND,
  START,
  startIngestion,
  temperatures,
  value,
} from '../../../test/support/ingestion.js';
import { storedRows } from '../../../test/support/stored-rows.js';
import { sha256 } from '../../kernel/canonical-json.js';
import { instantOf, QUARANTINE, REJECTS } from './domain/index.js';
import { moreQuarantinedOf, quarantineOf } from './quarantine.store.js';

let ingestion: Ingestion;
beforeAll(async () => void (ingestion = await startIngestion()));
afterAll(() => ingestion.close());

const since = (unit: string, arrival = 0n, tags?: string[]) =>
  ingestion.read((tx) => ingestion.readings.since(tx, unit, arrival, 10_000, tags));
const malformed = (bytes: string | Uint8Array) => ({
  ...{ reason: 'payload.malformed' as const, source: 'ballroom/u/data/ph', bytes: Buffer.from(bytes) },
});
const at = (second: number) => `${START + BigInt(second) * SECOND}`;

describe('storing readings', () => {
  it('keeps value, type, status, quality and times as they came', async () => {
    const unit = await ingestion.unit();
    const sent = message(unit, [
      value('temperature', 0, 36.999999999999996),
      value('heartbeat', 0, 4_294_967_296n),
      value('door', 0, false),
      value('state', 0, 'Running, "Held" {ä}'),
      value('temperature', 1, null, 0x808c0000),
      {
        ...value('temperature', 2, 37.2, 0x480),
        serverTime: START + 7n,
        origin: 'history',
        sourceTime: START + 20_000_003n,
      },
    ]);
    await ingestion.take(sent);
    const rows = await since(unit);
    expect(rows.map(({ tag, value: of, status, quality }) => [tag, of, status, quality])).toEqual([
      ['temperature', 36.999999999999996, 0, 'good'],
      ['heartbeat', 4_294_967_296n, 0, 'good'],
      ['door', false, 0, 'good'],
      ['state', 'Running, "Held" {ä}', 0, 'good'],
      ['temperature', null, 0x808c0000, 'bad'],
      ['temperature', 37.2, 0x480, 'good'],
    ]);
    expect(rows.map(({ arrival }) => arrival)).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
    expect(rows[5]).toMatchObject({
      unit,
      ucum: 'Cel',
      sourceTime: START + 20_000_003n,
      sourceAt: instantOf(START + 20_000_000n),
      serverTime: START + 7n,
      receivedAt: sent.receivedAt,
      origin: 'history',
      conflict: false,
    });
  });

  it('absorbs what comes twice, in one message, in two and after a lost acknowledgement', async () => {
    const unit = await ingestion.unit();
    const values = temperatures(0, 49);
    await ingestion.take(message(unit, [...values, ...values.slice(10, 20)]));
    await ingestion.take(
      message(
        unit,
        values.map((raw) => ({ ...raw, origin: 'republish' as const })),
      ),
      message(unit, temperatures(40, 59)),
    );
    const rows = await since(unit);
    expect(rows.map(({ value: of }) => of)).toEqual(temperatures(0, 59).map(({ value: of }) => of));
    expect(rows.every(({ conflict, origin }) => !conflict && origin === 'live')).toBe(true);
  });

  it('keeps two values of one instant both, and flags them, within a batch and across', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(message(unit, [...temperatures(0, 3), value('temperature', 2, 39)]));
    await ingestion.take(
      message(unit, [value('temperature', 1, 37.0001, 0x40000000), value('temperature', 3, 37.0003)]),
    );
    const rows = await ingestion.read((tx) =>
      ingestion.readings.window(tx, unit, 'temperature', instantOf(START), instantOf(START + 3n * SECOND)),
    );
    expect(rows.map(({ value: of, quality, conflict }) => [of, quality, conflict])).toEqual([
      [37, 'good', false],
      [37.0001, 'good', true],
      [37.0001, 'uncertain', true],
      [37.0002, 'good', true],
      [39, 'good', true],
      [37.0003, 'good', false],
    ]);
  });

  it('keeps what may not be stored with its reason, once, and stores the rest of the message', async () => {
    const unit = await ingestion.unit();
    const values = [
      value('pressure', 0, 1),
      value('temperature', 0, 99),
      value('state', 0, 'a\0b'),
      value('temperature', 1, 37.5),
    ];
    await ingestion.take(message(unit, values));
    await ingestion.take(message(unit, values));
    expect((await since(unit)).map(({ value: of }) => of)).toEqual([37.5]);
    const kept = await ingestion.query<{ reason: string; source: string; bytes: Buffer }>(
      'select reason, source, bytes from reading_reject where unit = $1 order by reason',
      [unit],
    );
    expect(kept.map(({ reason }) => reason)).toEqual(['tag.unknown', 'value.not-text', 'value.out-of-range']);
    expect(kept[1]!.source).toBe('state');
    expect(JSON.parse(kept[1]!.bytes.toString())).toMatchObject({ tag: 'state', value: 'a\0b', sourceTime: at(0) });
  });

  it('holds what is right but for its time whole and aside, once, so that it moves no series', async () => {
    const unit = await ingestion.unit();
    const off = [
      { ...value('temperature', 2 * 86_400, 37.25, 0x480), serverTime: START },
      value('heartbeat', -40 * 86_400, 4_294_967_296n),
      value('door', 2 * 86_400, true),
      value('state', 2 * 86_400, 'Running'),
    ];
    await ingestion.take(message(unit, [...off, value('temperature', 1, 37.5)]));
    await ingestion.take(message(unit, off), message(unit, [value('temperature', 2, 37.6)]));
    expect((await since(unit)).map(({ value: of }) => of)).toEqual([37.5, 37.6]);
    const kept = await ingestion.read((tx) =>
      quarantineOf(tx, unit, { before: null, limit: 10, from: null, to: null }),
    );
    const shown = kept.map(({ tag, reason, value: of, status, sourceTime, serverTime }) => {
      return [tag, reason, of, status, sourceTime, serverTime];
    });
    expect(shown).toEqual([
      ['temperature', 'time.ahead', 37.25, 0x480, off[0]!.sourceTime, START],
      ['heartbeat', 'time.old', 4_294_967_296n, 0, off[1]!.sourceTime, null],
      ['door', 'time.ahead', true, 0, off[2]!.sourceTime, null],
      ['state', 'time.ahead', 'Running', 0, off[3]!.sourceTime, null],
    ]);
    const counted = await ingestion.query(`select quarantined, rejects from unit_arrival where unit = $1`, [unit]);
    expect(counted).toEqual([{ quarantined: '4', rejects: '0' }]);
  });

  it('keeps what holds no value at all with its bytes, and takes no arrival number for it', async () => {
    const unit = await ingestion.unit();
    const huge = new Uint8Array(REJECTS.bytes + 1).fill(0xff);
    const sent = message(unit, [], undefined, [malformed('{"v":'), malformed(huge), malformed('{"v":')]);
    await ingestion.take(sent, message(unit, temperatures(0, 0)));
    expect(sent.fate).toEqual(['ack']);
    expect((await since(unit)).map(({ arrival }) => arrival)).toEqual([1n]);
    const kept = await ingestion.query<{ bytes: Buffer; length: number; sha256: Buffer }>(
      'select bytes, length, sha256 from reading_reject where unit = $1 order by length',
      [unit],
    );
    expect(kept).toEqual([
      { bytes: Buffer.from('{"v":'), length: 5, sha256: sha256('{"v":') },
      { bytes: Buffer.from(huge.subarray(1)), length: huge.length, sha256: sha256(huge) },
    ]);
  });

  it('keeps a part of a flood of them and counts the rest, while other units are served', async () => {
    const [unit, other] = [await ingestion.unit(), await ingestion.unit()];
    const flood = Array.from({ length: 300 }, (_, n) =>
      message(unit, [], undefined, [malformed(`{"n":${n}`), malformed('again and again')]),
    );
    await ingestion.take(...flood, message(other, temperatures(0, 9)));
    expect(await since(other)).toHaveLength(10);
    const [counted] = await ingestion.query<{ kept: string; more: string; all: string }>(
      `select (select count(*) from reading_reject where unit = $1) as kept,
              (select sum(count) from reading_reject_more where unit = $1) as more, rejects as all
         from unit_arrival where unit = $1`,
      [unit],
    );
    const minutes = new Set(flood.map(({ receivedAt }) => receivedAt.slice(0, 16))).size;
    expect(Number(counted!.kept)).toBeLessThanOrEqual(REJECTS.minute * minutes);
    expect([Number(counted!.kept) + Number(counted!.more), Number(counted!.all)]).toEqual([301, 301]);
  });

  it('holds a part of what a wrong clock says for ever, and counts the rest', async () => {
    const unit = await ingestion.unit();
    const ahead = (first: number) => temperatures(2 * 86_400 + first, 2 * 86_400 + first + QUARANTINE.minute - 1);
    const flood = [0, 1, 2].map((n) => message(unit, ahead(n * QUARANTINE.minute)));
    await ingestion.take(...flood);
    await ingestion.take(message(unit, ahead(0)));
    const [counted] = await ingestion.query<{ kept: string; more: string; all: string }>(
      `select (select count(*) from reading_quarantine where unit = $1) as kept,
              (select sum(count) from reading_quarantine_more where unit = $1) as more, quarantined as all
         from unit_arrival where unit = $1`,
      [unit],
    );
    const minutes = new Set(flood.map(({ receivedAt }) => receivedAt.slice(0, 16))).size;
    expect(Number(counted!.kept)).toBe(QUARANTINE.minute * minutes);
    const all = 3 * QUARANTINE.minute;
    expect([Number(counted!.kept) + Number(counted!.more), Number(counted!.all)]).toEqual([all, all]);
    const shown = await ingestion.read((tx) => moreQuarantinedOf(tx, unit, { from: null, to: null, limit: 10 }));
    expect(shown.reduce((sum, { count }) => sum + count, 0)).toBe(Number(counted!.more));
  });

  it('stores nothing of a unit that it does not know, and goes on', async () => {
    const sent = message('0198c0de-0000-7000-8000-00000000dead', temperatures(0, 2), { cause: 'server-restarted' });
    await ingestion.take(sent);
    expect(sent.fate).toEqual(['ack']);
    expect(await since(sent.unit)).toEqual([]);
  });

  it('finds the latest by source time, though an older one comes after it', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(message(unit, [...temperatures(0, 5), value('heartbeat', 5, 6)]));
    await ingestion.take(message(unit, [value('temperature', -30, 20)]));
    const latest = await ingestion.read((tx) => ingestion.readings.latest(tx, unit));
    expect(latest.map(({ tag, value: of }) => [tag, of])).toEqual([
      ['heartbeat', 6n],
      ['temperature', 37.0005],
    ]);
  });

  it('takes no value from a clock that was ahead for a moment for the latest, but follows one that is always ahead', async () => {
    const hour = 3600;
    const ago = new Date(Date.now() - hour * 1000).toISOString();
    const unit = await ingestion.unit();
    const latest = async () => (await ingestion.read((tx) => ingestion.readings.latest(tx, unit)))[0]!.value;
    await ingestion.take({ ...message(unit, [value('temperature', hour, 50)]), receivedAt: ago });
    await ingestion.take(message(unit, [value('temperature', -1, 37)]));
    expect(await latest()).toBe(37);
    await ingestion.take(message(unit, [value('temperature', 2 * hour, 38)]));
    expect(await latest()).toBe(38);
  });
});

describe('the database', () => {
  it.each(['reading', 'reading_conflict', 'reading_reject', 'reading_quarantine'])(
    '11.10(c): refuses the app’s role to change, delete or truncate %s',
    async (table) => {
      await expect(ingestion.query(`update ${table} set unit = unit`)).rejects.toThrow(/permission denied/);
      await expect(ingestion.query(`delete from ${table}`)).rejects.toThrow(/permission denied/);
      await expect(ingestion.query(`truncate ${table}`)).rejects.toThrow(/permission denied/);
    },
  );

  it('11.10(e): refuses a gap or a seal that no fact explains', async () => {
    const unit = await ingestion.unit();
    await expect(
      ingestion.query(`insert into reading_seal values ($1, $2, 1, 2, 2, repeat('0', 64), 1)`, [`${unit}/1`, unit]),
    ).rejects.toThrow('explained by no fact');
    await expect(
      ingestion.query(`insert into gap values ($1, $1, '{ph}', 1, 2, 'server-restarted', 'accepted')`, [unit]),
    ).rejects.toThrow('explained by no fact');
  });

  it('replays the facts of a unit to exactly its gaps and seals', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(
      message(unit, temperatures(0, 19)),
      message(unit, temperatures(40, 45), { cause: 'server-restarted' }),
    );
    const { storedGaps } = await import('./gap.store.js');
    const { storedSeals } = await import('./seal.store.js');
    await ingestion.write((tx) => ingestion.readings.seal(tx, { system: 'test', role: 'system' }, unit));
    const [facts, gaps, seals] = await ingestion.read(async (tx) => [
      (await ingestion.ledger.facts(tx, `unit/${unit}`)).map(({ fact }) => fact),
      await storedRows(tx, storedGaps, unit),
      await storedRows(tx, storedSeals, unit),
    ]);
    expect(facts.reduce((state, fact) => storedGaps.apply(state, fact), storedGaps.empty)).toEqual(gaps);
    expect(facts.reduce((state, fact) => storedSeals.apply(state, fact), storedSeals.empty)).toEqual(seals);
  });
});
