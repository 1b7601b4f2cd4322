import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Cluster, startCluster } from '../support/cluster.js';
import { compareLedger, type Comparison, heldSpan, TAGS, untilStored } from '../support/ledger-compare.js';
import { type KillableRoom, startKillableRoom } from '../support/programs.js';
import { replay } from '../support/replay.js';
import { until, Walk } from '../support/walk.js';

const RATE = 2;
/** of patience with a busy machine, not of what it takes */
const LIMIT = 600_000;
const CLEAN = { tags: TAGS, missing: [], doubled: [], strange: [], wrongGaps: [] };

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ fsync: true });
}, LIMIT);
afterAll(() => cluster?.stop(), 60_000);

/** A batch whose expansion runs on U-01, in a room that ends with the work on it. */
async function expanding(speed: number, work: (room: KillableRoom, walk: Walk) => Promise<void>): Promise<void> {
  const room = await startKillableRoom({ cluster, speed, rate: RATE });
  try {
    const walk = await Walk.begin(room, 'U-01');
    for (const phase of ['identity', 'prepare', 'seeding', 'vector', 'vector-volume', 'add-vector', 'warm-up'])
      await walk.do(phase);
    await walk.start('expansion');
    await until('the program runs', async () => (await walk.step('expansion')).run?.state === 'running');
    await work(room, walk);
  } finally {
    await room.stop();
  }
}

/** The rest of the batch, to its completion. */
async function complete(walk: Walk): Promise<void> {
  await walk.finish('expansion');
  for (const phase of ['count', 'harvest-decision', 'harvest', 'final-check']) await walk.do(phase);
  expect(await walk.batch()).toMatchObject({ state: 'complete', unit: null });
}

/** All that the unit measured from bind to release against what is stored, and all rows against their facts. */
async function accountOf({ database: { adminUrl }, units }: KillableRoom, walk: Walk): Promise<Comparison> {
  const [from, to] = await heldSpan(adminUrl, walk.id);
  await untilStored(adminUrl, 'U-01', to);
  const unit = { code: 'U-01', ledger: await units['U-01']!.ledger(), rate: RATE };
  expect(await replay({ adminUrl })).toMatchObject({ uncovered: [], differences: [] });
  const account = await compareLedger(adminUrl, unit, from, to);
  expect(account.values).toBeGreaterThan(TAGS.length * RATE * 10);
  return account;
}

it.concurrent(
  'a batch goes on after kill -9 of the server in the middle of a phase: no reading missing, none twice, and the excursion of its absence found',
  () =>
    expanding(400, async ({ server, units, ...room }, walk) => {
      const unit = units['U-01']!;
      await server.kill();
      const killedAt = new Date().toISOString();
      await unit.fault('temperature-excursion', { durationSeconds: 10, magnitude: 3 });
      const temperature = async () => (await unit.state()).culture.temperature;
      await until('the culture is too warm', async () => (await temperature()) > 38.2);
      await until('the culture is well again', async () => (await temperature()) < 37.8);
      expect(await unit.state()).toMatchObject({ state: 'Execute' });
      const startedAt = new Date().toISOString();
      await server.start();
      await complete(walk);

      const { exceptions } = await walk.step('expansion');
      expect(exceptions).toMatchObject([{ kind: 'limit.action', criticality: 'CPP', deviation: expect.any(String) }]);
      const times = [killedAt, exceptions[0]!.startedAt, exceptions[0]!.endedAt!, startedAt];
      expect(times).toEqual(times.toSorted());
      const deviations = await (await room.as('qa')).get<{ batch: string }[]>('/deviations');
      expect(deviations.filter(({ batch }) => batch === walk.id)).toHaveLength(1);

      const account = await accountOf({ server, units, ...room }, walk);
      expect(account).toMatchObject({ ...CLEAN, covered: [], gaps: [], stored: account.values });
    }),
  LIMIT,
);

it.concurrent(
  'a unit that is killed by kill -9 comes back held, goes on when a supervisor says so, and exactly what is missing is a gap',
  () =>
    expanding(900, async (room, walk) => {
      const unit = room.units['U-01']!;
      const before = await until('cells are in', async () => (await unit.state()).counter > 30 && unit.state());
      await unit.kill();
      const killedAt = new Date().toISOString();
      await until('the server sees that it is gone', async () => (await connectionOf(room)) === 'offline');
      await unit.start();
      expect(await unit.state()).toMatchObject({ state: 'Held', program: { id: before.program.id } });
      expect((await unit.state()).culture.age).toBeGreaterThan(before.culture.age);

      const held = await until('the step is held', async () => {
        const step = await walk.step('expansion');
        return step.exceptions.some(({ kind }) => kind === 'data.gap') && step.state === 'held' && step;
      });
      expect(held.run).toMatchObject({ state: 'held' });
      expect(held.exceptions.filter(({ kind }) => kind === 'program.held')).toMatchObject([
        { kind: 'program.held', onBreach: 'stop', values: { cause: 'unit-restarted' }, endedAt: null },
      ]);
      await walk.restart('expansion', 'Power came back, lines checked.');
      await until('the unit goes on', async () => (await unit.state()).state === 'Execute');
      await complete(walk);
      expect((await walk.step('expansion')).run).toMatchObject({ state: 'ended', outcome: 'completed' });
      const { program } = await unit.state();
      expect(program).toMatchObject({ id: before.program.id, outcome: 'completed' });

      const account = await accountOf(room, walk);
      expect(account).toMatchObject(CLEAN);
      const outage = account.silences.find(({ from, to }) => from <= killedAt && killedAt <= to);
      expect(outage).toMatchObject({ uncovered: [] });
      expect(account.stored + account.covered.length).toBe(account.values);
      const gaps = (await walk.step('expansion')).exceptions.filter(({ kind }) => kind === 'data.gap');
      expect(gaps.map(({ values }) => values['cause'])).toEqual(account.gaps.map(() => 'server-restarted'));
    }),
  LIMIT,
);

async function connectionOf(room: KillableRoom): Promise<string | undefined> {
  const units = await (
    await room.as('operator')
  ).get<{ code: string; connection: { state: string } | null }[]>('/units');
  return units.find(({ code }) => code === 'U-01')?.connection?.state;
}
