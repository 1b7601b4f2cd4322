import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AEDES, REAL } from '../support/broker.js';
import { killPlan } from '../support/kill-plan.js';
import { type KillRig, startKillRig, UNITS } from '../support/kill-rig.js';
import { accountOf, figuresOf, strike, untilFlowing, victims } from '../support/kill-storm.js';
import { type Comparison, faultsOf, heldSpan, TAGS } from '../support/ledger-compare.js';
import { replay } from '../support/replay.js';
import { disorderOf, spoolOf } from '../support/spooled.js';
import { until, Walk } from '../support/walk.js';
import { PlacingOrders } from './placing-orders.js';

/** How often each is killed; which kills, when (printed, so that they can be had again); and by which broker. */
const ROUNDS = Number(process.env['BALLROOM_KILLS'] ?? 3);
const SEED = Number(process.env['BALLROOM_KILL_SEED'] ?? randomInt(2 ** 31));
const MOSQUITTO = process.env['BALLROOM_KILL_BROKER'] === 'mosquitto';
/** samples a second of each unit, nine values each */
const RATE = 10;
/** at which a program of six hours takes 54 s */
const SPEED = 400;
/** of patience with a busy machine, not of what it takes */
const LIMIT = 600_000;
const CLEAN = { tags: TAGS, missing: [], doubled: [], strange: [], wrongGaps: [] };

let rig: KillRig;
let orders: PlacingOrders | undefined;
beforeAll(async () => {
  say(`BALLROOM_KILL_SEED=${SEED}`);
  const lasting: typeof REAL = { ...REAL, start: (options) => REAL.start({ ...options, persistent: true }) };
  const way = MOSQUITTO ? ({ broker: lasting, version: '5' } as const) : ({ broker: AEDES, version: '3.1.1' } as const);
  rig = await startKillRig({ ...way, rate: RATE, speed: SPEED });
  await untilFlowing(rig);
}, LIMIT);
afterAll(async () => {
  await orders?.stop();
  await rig?.stop();
}, LIMIT);

let walk: Walk;
let begun: string;
let unitKilledAt: string;
/** The unit of the batch. */
const unit = () => rig.units['U-01']!;

it(
  'a unit that is killed by kill -9 in a program comes back held, and goes on when a supervisor says so',
  async () => {
    begun = now();
    walk = await Walk.begin(rig, 'U-01');
    for (const phase of ['identity', 'prepare', 'seeding', 'vector', 'vector-volume', 'add-vector', 'warm-up'])
      await walk.do(phase);
    await walk.start('expansion');
    await until('the program runs', async () => (await walk.step('expansion')).run?.state === 'running');
    const before = await unit().state();
    await unit().kill();
    unitKilledAt = now();
    await until('the server sees that it is gone', async () => (await connectionOf('U-01')) === 'offline');
    await unit().start();
    expect(await unit().state()).toMatchObject({ state: 'Held', program: { id: before.program.id } });
    expect((await unit().state()).culture.age).toBeGreaterThan(before.culture.age);

    const held = await until('the step is held', async () => {
      const step = await walk.step('expansion');
      return step.exceptions.some(({ kind }) => kind === 'data.gap') && step.state === 'held' && step;
    });
    expect(held.run).toMatchObject({ state: 'held' });
    expect(held.exceptions.filter(({ kind }) => kind === 'program.held')).toMatchObject([
      { kind: 'program.held', onBreach: 'stop', values: { cause: 'unit-restarted' }, endedAt: null },
    ]);
    await walk.restart('expansion', 'Power came back, lines checked.');
    await until('the unit goes on', async () => (await unit().state()).state === 'Execute');
  },
  LIMIT,
);

it(
  'the server finds the excursion that there was between its kill -9 in a phase and its return',
  async () => {
    await rig.server.kill();
    const killedAt = now();
    await unit().fault('temperature-excursion', { durationSeconds: 12, magnitude: 3 });
    const temperature = async () => (await unit().state()).culture.temperature;
    await until('the culture is too warm', async () => (await temperature()) > 38.2);
    await until('the culture is well again', async () => (await temperature()) < 37.8);
    expect(await unit().state()).toMatchObject({ state: 'Execute' });
    const startedAt = now();
    await rig.server.start();
    const limits = await until('the excursion is found, from end to end', async () => {
      const { exceptions } = await walk.step('expansion');
      const found = exceptions.filter(({ kind }) => kind.startsWith('limit.'));
      return found.length > 0 && found.every(({ endedAt }) => endedAt !== null) && found;
    });
    expect(limits).toMatchObject([{ kind: 'limit.action', criticality: 'CPP', deviation: expect.any(String) }]);
    const times = [killedAt, limits[0]!.startedAt, limits[0]!.endedAt!, startedAt];
    expect(times).toEqual(times.toSorted());
    const deviations = await (await rig.as('qa')).get<{ id: string; batch: string }[]>('/deviations');
    expect(deviations).toContainEqual(expect.objectContaining({ id: limits[0]!.deviation, batch: walk.id }));
  },
  LIMIT,
);

it(
  'the server outlives the kill -9 of its database, the batch its own; no value is missing but of the dead unit, and exactly that is a gap; none is there twice',
  async () => {
    const pid = rig.server.pid();
    orders = new PlacingOrders(await rig.as('supervisor'), 250);
    await orders.more(201, 3);
    await rig.database.kill();
    await orders.more(503, 3);
    await rig.database.start();
    await orders.more(201, 3);
    expect(rig.server.isAlive() && rig.server.pid()).toBe(pid);

    await walk.finish('expansion');
    expect((await walk.step('expansion')).run).toMatchObject({ state: 'ended', outcome: 'completed' });
    expect(await unit().state()).toMatchObject({ program: { outcome: 'completed' } });
    for (const phase of ['count', 'harvest-decision', 'harvest', 'final-check']) await walk.do(phase);
    expect(await walk.batch()).toMatchObject({ state: 'complete', unit: null });

    const [from, to] = await heldSpan(rig.adminUrl, walk.id);
    const account = await accountOf(rig, 'U-01', { rate: RATE, from, to });
    expect(account).toMatchObject(CLEAN);
    expect(account.values).toBeGreaterThan(TAGS.length * RATE * 10);
    expect(account.stored + account.covered.length).toBe(account.values);
    const outage = account.silences.find((silence) => silence.from <= unitKilledAt && unitKilledAt <= silence.to);
    expect(outage).toMatchObject({ dead: true, uncovered: [] });
    const gaps = (await walk.step('expansion')).exceptions.filter(({ kind }) => kind === 'data.gap');
    expect(gaps.map(({ values }) => values['cause'])).toEqual(account.gaps.map(() => 'server-restarted'));
    for (const code of ['U-05', 'U-07']) {
      const other = await accountOf(rig, code, { rate: RATE, from: begun, to: now() });
      expect({ code, ...other }).toMatchObject({ ...CLEAN, covered: [], stored: other.values });
      expect(other.gaps.filter(({ state }) => state === 'open')).toEqual([]);
    }
  },
  LIMIT,
);

it(
  `kill -9 of server, broker, database and units at random under load, ${ROUNDS} times each: what is missing is inside one gap each, and nothing else is; none is there twice`,
  async () => {
    const from = now();
    orders ??= new PlacingOrders(await rig.as('supervisor'), 250);
    for (const { kills, calm } of killPlan(SEED, ROUNDS, UNITS)) {
      await strike(rig, kills);
      if (calm) await untilFlowing(rig);
    }
    const to = now();
    const accounts: [string, Comparison][] = [];
    for (const code of UNITS) accounts.push([code, await accountOf(rig, code, { rate: RATE, from, to })]);
    for (const [code, account] of accounts) say(figuresOf(code, account));
    for (const [code, account] of accounts) {
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
  'of all orders meanwhile those that were acknowledged are there, and each that was not is there once when it is placed again',
  async () => {
    const placing = orders!;
    await placing.stop();
    const acknowledged = placing.of(201).map(({ code }) => code);
    const refused = placing.answers.filter(({ status }) => status !== 201);
    expect(refused.filter(({ status }) => status !== 503 && status !== 0)).toEqual([]);
    expect(placing.of(503).filter(({ type }) => !type.startsWith('application/problem+json'))).toEqual([]);
    expect(await placing.known()).toEqual(expect.arrayContaining(acknowledged));
    // asked again under its key, what was refused is done once, whether or not its commit had come through
    const again = await Promise.all(refused.map(({ key, code }) => placing.place(key, code)));
    expect(again.filter(({ status }) => status !== 201)).toEqual([]);
    expect((await placing.known()).toSorted()).toEqual(placing.answers.map(({ code }) => code).toSorted());
  },
  LIMIT,
);

it(
  'a server that is killed while its database is away commits, once both are back, what it had on its disk: all that nobody else would have held, in its order; what a broker holds stays there',
  async () => {
    await rig.tolerate('U-01', 'PT4S');
    await untilFlowing(rig);
    const from = now();
    // nothing from before waits for its commit any more
    await untilFlowing(rig);
    const bytes = await spoolOf(rig);
    await rig.database.kill();
    const spooled = (): string[] => UNITS.filter((code) => bytes(code) > 20_000);
    await until('values of both are on the disk', () => Promise.resolve(spooled().length === 2));
    expect(spooled()).toEqual(['U-01', 'U-05']);
    expect(bytes('U-07')).toBe(0);
    const shown = (await (await fetch(`${rig.url}/api/spool`)).json()) as { bytes: number; oldest: string };
    expect(shown.bytes).toBeGreaterThan(40_000);
    const times = [from, shown.oldest, now()];
    expect(times).toEqual(times.toSorted());
    await rig.server.kill();
    await rig.database.start();
    await rig.server.start();
    await untilFlowing(rig);
    const to = now();
    for (const code of UNITS) {
      const account = await accountOf(rig, code, { rate: RATE, from, to });
      say(figuresOf(code, account));
      expect({ code, ...account }).toMatchObject(CLEAN);
    }
    for (const code of ['U-01', 'U-05']) expect([code, await disorderOf(rig.adminUrl, code, from)]).toEqual([code, []]);
    await until('nothing waits on the disk', () => Promise.resolve(UNITS.every((code) => bytes(code) === 0)));
    expect(await faultsOf(rig.adminUrl)).toEqual({ rejects: 0, conflicts: 0 });
  },
  LIMIT,
);

async function connectionOf(code: string): Promise<string | undefined> {
  const operator = await rig.as('operator');
  const units = await operator.get<{ code: string; connection: { state: string } | null }[]>('/units');
  return units.find((one) => one.code === code)?.connection?.state;
}

const now = () => new Date().toISOString();
const say = (line: string) => process.stdout.write(`kills at random: ${line}\n`);
