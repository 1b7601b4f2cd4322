import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AEDES, REAL } from '../support/broker.js';
import { killPlan } from '../support/kill-plan.js';
import { type KillRig, startKillRig, UNITS } from '../support/kill-rig.js';
import { accountsOf, figuresOf, strike, untilFlowing, victims } from '../support/kill-storm.js';
import { faultsOf, TAGS } from '../support/ledger-compare.js';
import { replay } from '../support/replay.js';
import { PlacingOrders } from './placing-orders.js';

/** How often each is killed; which kills, when (printed, so that they can be had again); and by which broker. */
const ROUNDS = Number(process.env['BALLROOM_KILLS'] ?? 3);
const SEED = Number(process.env['BALLROOM_KILL_SEED'] ?? randomInt(2 ** 31));
const MOSQUITTO = process.env['BALLROOM_KILL_BROKER'] === 'mosquitto';
/** samples a second of each unit, nine values each */
const RATE = 10;
/** of patience with a busy machine, not of what it takes */
const LIMIT = 600_000;
const CLEAN = { tags: TAGS, missing: [], doubled: [], strange: [], wrongGaps: [] };

let rig: KillRig;
let orders: PlacingOrders;
beforeAll(async () => {
  say(`BALLROOM_KILL_SEED=${SEED}`);
  const persistent: typeof REAL = { ...REAL, start: (options) => REAL.start({ ...options, persistent: true }) };
  rig = await startKillRig({ broker: MOSQUITTO ? persistent : AEDES, version: MOSQUITTO ? '5' : '3.1.1', rate: RATE });
  await untilFlowing(rig);
  orders = new PlacingOrders(await rig.as('supervisor'), 250);
}, LIMIT);
afterAll(async () => {
  await orders?.stop();
  await rig?.stop();
}, LIMIT);

it(
  'kill -9 of the database, which the server outlives, and then of the server: no value of any unit is missing, and none is there twice',
  async () => {
    const from = now();
    const pid = rig.server.pid();
    await orders.more(201, 3);
    await rig.database.kill();
    await orders.more(503, 3);
    await rig.database.start();
    await orders.more(201, 3);
    expect(rig.server.isAlive() && rig.server.pid()).toBe(pid);
    await rig.server.kill();
    await rig.server.start();
    const accounts = await accountsOf(rig, { rate: RATE, from, to: now() });
    for (const code of UNITS) {
      const { values, gaps } = accounts[code]!;
      expect(accounts[code]).toMatchObject({ ...CLEAN, covered: [], stored: values });
      expect(gaps.filter(({ state }) => state === 'open')).toEqual([]);
    }
  },
  LIMIT,
);

it(
  `kill -9 of server, broker, database and units at random under load, ${ROUNDS} times each: what is missing is inside one gap each, and nothing else is; none is there twice`,
  async () => {
    const from = now();
    for (const { kills, calm } of killPlan(SEED, ROUNDS, UNITS)) {
      await strike(rig, kills);
      if (calm) await untilFlowing(rig);
    }
    const accounts = await accountsOf(rig, { rate: RATE, from, to: now() });
    for (const code of UNITS) say(figuresOf(code, accounts[code]!));
    for (const code of UNITS) {
      const account = accounts[code]!;
      expect({ code, seed: SEED, ...account }).toMatchObject(CLEAN);
      expect(account.stored + account.covered.length).toBe(account.values);
      const deaths = account.silences.filter(({ dead }) => dead);
      expect(deaths.length).toBeGreaterThan(0);
      expect(deaths.filter(({ uncovered }) => uncovered.length > 0)).toEqual([]);
    }
    expect(await faultsOf(rig.adminUrl)).toEqual({ rejects: 0, conflicts: 0 });
    expect(await replay(rig)).toMatchObject({ uncovered: [], differences: [] });
    for (const [name, program] of Object.entries(victims(rig))) expect([name, program.isAlive()]).toEqual([name, true]);
  },
  LIMIT + ROUNDS * 60_000,
);

it(
  'of all orders meanwhile, those that were acknowledged are there, and each that was not is there once when it is placed again',
  async () => {
    await orders.stop();
    const acknowledged = orders.of(201);
    const refused = orders.answers.filter(({ status }) => status !== 201);
    expect(refused.filter(({ status }) => status !== 503 && status !== 0)).toEqual([]);
    expect(orders.of(503).filter(({ type }) => !type.startsWith('application/problem+json'))).toEqual([]);
    expect(await orders.known()).toEqual(expect.arrayContaining(acknowledged.map(({ code }) => code)));
    // asked again under its key, what was refused is done once, whether or not its commit had come through
    const again = await Promise.all(refused.map(({ key, code }) => orders.place(key, code)));
    expect(again.filter(({ status }) => status !== 201)).toEqual([]);
    expect((await orders.known()).toSorted()).toEqual(orders.answers.map(({ code }) => code).toSorted());
  },
  LIMIT,
);

const now = () => new Date().toISOString();
const say = (line: string) => process.stdout.write(`kills at random: ${line}\n`);
