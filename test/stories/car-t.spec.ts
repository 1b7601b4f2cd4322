import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { BatchRecord } from '../../tools/verify/record.js';
import { verifyRecord } from '../../tools/verify/verify-record.js';
import { download } from '../api/walked-batch.js';
import { CAR_T_VALUES } from '../support/car-t-values.js';
import { doTooWarm } from '../support/excursion.js';
import { compareLedger, TAGS, untilStored } from '../support/ledger-compare.js';
import { replay } from '../support/replay.js';
import { type Room, startRoom } from '../support/room.js';
import { type Crew, until, Walk } from '../support/walk.js';

/** Ten days in a minute; an excursion of its own length still fits into the first run of the expansion, of 18 s. */
const SPEED = 14_400;
const RATE = 2;
/** of patience with a busy machine, not of what it takes */
const LIMIT = 600_000;

let room: Room;
beforeAll(async () => {
  room = await startRoom({ speed: SPEED, rate: RATE, units: ['U-01', 'U-05', 'U-07'] });
}, LIMIT);
afterAll(() => room.stop(), 60_000);

/** A batch of the whole process up to the end of its expansion, with one excursion and one lost link in it. */
async function expanded(unit: string, order: number, crew: Crew): Promise<Walk> {
  const walk = await Walk.issue(room.app, { recipe: 'car-t-cd19', typed: CAR_T_VALUES, order, crew });
  await walk.through('store');
  await walk.bind('culture', unit);
  expect(await walk.batch()).toMatchObject({ state: 'running', unit: { code: unit } });
  await walk.through('washed-out');
  expect(await walk.step('vector-volume')).toMatchObject({ state: 'complete', result: { entry: { value: '4.00' } } });

  await doTooWarm(room, walk, unit, 'expand-1');
  await walk.through('day-7');

  await walk.start('expand-3');
  const isTaken = async () => ['running', 'ended'].includes((await walk.step('expand-3')).run?.state ?? '');
  await until('the unit has taken the program', isTaken, LIMIT);
  await loseLink(unit);
  await walk.finish('expand-3');
  return walk;
}

/** Until the server has noticed, and the unit has measured on without it. */
async function loseLink(unit: string): Promise<void> {
  const operator = await room.app.as('operator');
  const connection = async () =>
    (await operator.get<{ connection: { state: string } }>(`/units/${unit}`)).connection.state;
  await room.fault(unit, 'link-cut', { durationSeconds: 3600, mode: 'reset' });
  await until(`${unit} is offline`, async () => (await connection()) !== 'live', LIMIT);
  const { length } = room.units[unit]!.ledger();
  const measuresOn = async () => room.units[unit]!.ledger().length > length + 3 * TAGS.length;
  await until(`${unit} measures on`, measuresOn, LIMIT);
  await room.lift(unit, 'link-cut');
  await until(`${unit} is live again`, async () => (await connection()) === 'live', LIMIT);
}

/** All that the unit measured from the first step on it to the end of a later one, against what is stored. */
async function accountOf(unit: string, walk: Walk, last: string) {
  const { adminUrl } = room.app.database;
  const { steps } = await walk.batch();
  const to = steps.find(({ phase }) => phase === last)!.endedAt!;
  await untilStored(adminUrl, unit, to);
  const from = steps.find(({ unitProcedure }) => unitProcedure === 'culture')!.startedAt!;
  const ledger = room.units[unit]!.ledger();
  return compareLedger(adminUrl, { code: unit, ledger, rate: RATE }, from, to);
}

/**
 * One excursion with its deviation and comment; and all that the unit measured while its link was lost has come back, none of
 * it twice. Where a busy machine let the unit measure late just then, that is a gap, with its exception, and nothing else is.
 */
async function expectOneExcursion(walk: Walk, unit: string, last: string): Promise<void> {
  const { steps } = await walk.batch();
  const all = steps.flatMap((step) => step.exceptions.map((one) => ({ phase: step.phase, ...one })));
  const [gaps, others] = [true, false].map((is) => all.filter(({ kind }) => (kind === 'data.gap') === is));
  expect(others).toMatchObject([
    {
      ...{ phase: 'expand-1', kind: 'limit.action', criticality: 'CPP', values: { tag: 'temperature' } },
      ...{ deviation: expect.any(String), comment: expect.any(String) },
    },
  ]);
  const account = await accountOf(unit, walk, last);
  const clean = { tags: TAGS, missing: [], covered: [], doubled: [], strange: [], wrongGaps: [] };
  expect(account).toMatchObject({ ...clean, stored: account.values });
  expect(gaps!.length > 0).toBe(account.gaps.length > 0);
}

/** Three patients at once; each test tells how its own batch went. */
const stories = {
  opcua: async () => {
    const walk = await expanded('U-01', 0, ['operator', 'operator2']);
    await walk.through('dmso');
    expect(await walk.batch()).toMatchObject({ state: 'running', unit: null });
    await walk.through();
    expect(await walk.batch()).toMatchObject({ state: 'complete', unit: null });
    await expectOneExcursion(walk, 'U-01', 'dmso');
    await expectVerified(walk.id);
  },
  sparkplug: async () => {
    const walk = await expanded('U-05', 1, ['operator2', 'operator']);
    await expectOneExcursion(walk, 'U-05', 'expand-3');
  },
  mqtt: async () => {
    const walk = await expanded('U-07', 2, ['operator', 'operator2']);
    await expectOneExcursion(walk, 'U-07', 'expand-3');
  },
};
const told = {} as Record<keyof typeof stories, Promise<PromiseSettledResult<void>[]>>;
beforeAll(() => {
  for (const name of Object.keys(stories) as (keyof typeof stories)[])
    told[name] = Promise.allSettled([stories[name]()]);
});

async function howItWent(name: keyof typeof stories): Promise<void> {
  const [story] = await told[name];
  if (story!.status === 'rejected') throw story!.reason;
}

const FROM_APHERESIS = 'CAR-T from apheresis';
it(`${FROM_APHERESIS} to shipment with one excursion and one lost link, over OPC UA`, () => howItWent('opcua'), LIMIT);
it(
  `${FROM_APHERESIS} through its expansion with one excursion and one lost link, over Sparkplug`,
  () => howItWent('sparkplug'),
  LIMIT,
);
it(
  `${FROM_APHERESIS} through its expansion with one excursion and one lost link, over plain MQTT`,
  () => howItWent('mqtt'),
  LIMIT,
);

it('leaves rows that are exactly what replaying their facts gives', async () => {
  expect(await replay(room.app.database)).toMatchObject({ uncovered: [], differences: [], rows: { batch: 3 } });
}, 60_000);

/** The record of a whole batch, by the verifier alone, with the published key and seals and the readings beside it. */
async function expectVerified(batch: string): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'ballroom-car-t-'));
  try {
    const { text } = await download(room, `/batches/${batch}/record`);
    const { key, series } = JSON.parse(text) as BatchRecord;
    for (const { name } of series)
      writeFileSync(join(dir, name), (await download(room, `/batches/${batch}/record/series/${name}`)).text);
    const { sealsDir } = room.app.config;
    const { report, record } = await verifyRecord({
      ...{ text, series: dir },
      key: readFileSync(join(sealsDir, `${key.fingerprint}.pem`), 'utf8'),
      seals: readFileSync(join(sealsDir, 'seals.ndjson'), 'utf8'),
    });
    expect(report.findings).toEqual([]);
    expect(record.record).toMatchObject({ type: 'patient-batch', batch, complete: true });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
