import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import type { AlarmsDto } from '../../src/plant/alarms/alarm.dto.js';
import { EXPIRY } from '../../src/platform/leases/lease.store.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { by, makeEffective } from '../support/effective-recipe.js';
import { compareLedger, type Comparison, faultsOf, untilStored } from '../support/ledger-compare.js';
import { shortCulture } from '../support/short-culture.js';
import { type OneServer, startTwoServers, type TwoServers } from '../support/two-servers.js';
import { until, Walk } from '../support/walk.js';

const CODES = ['U-01', 'U-02', 'U-05', 'U-07'];
const RATE = 2;
/** of patience with a busy machine, not of what it takes */
const LIMIT = 200_000;

let room: TwoServers;
let walk: Walk;
let begun: string;
beforeAll(async () => {
  // slow enough that the order in which units are connected shows
  room = await startTwoServers(CODES, { rate: RATE, speed: 1, env: { BALLROOM_RECONNECTS: '0.4' } });
  await untilLive(room.a);
  begun = now();
}, LIMIT);
afterAll(() => room?.stop(), LIMIT);

let isWell = true;
/** Each goes on where the one before ended. */
const step = (title: string, run: () => Promise<void>, limit: number): void =>
  it(
    title,
    async () => {
      expect(isWell).toBe(true);
      isWell = false;
      await run();
      isWell = true;
    },
    limit,
  );

const now = () => new Date().toISOString();
const at = (instant: string) => Date.parse(instant);

const untilLive = (server: OneServer, codes = CODES) =>
  until(`${codes.join()} live`, async () => {
    const units = await server.units();
    return codes.every((code) => units.find((unit) => unit.code === code)?.connection?.state === 'live') && units;
  });

/** Units by the server that follows them; of servers that are alive. */
async function follows(asked: OneServer): Promise<Record<string, string[]>> {
  const alive = (await asked.instances()).filter(({ alive }) => alive);
  return Object.fromEntries(alive.map(({ name, leases }) => [name, leases.flatMap(({ units }) => units).sort()]));
}
/** The one that follows the unit of the batch, and the other. */
const sides = async (): Promise<[OneServer, OneServer]> =>
  (await follows(room.a))['a']!.includes('U-01') ? [room.a, room.b] : [room.b, room.a];

/** Once it is at rest: each has its share. */
const untilShared = (asked: OneServer) =>
  until('the units are shared', async () => {
    const shared = await follows(asked);
    const kinds = ['U-01', 'U-02'].map((code) => Object.keys(shared).find((name) => shared[name]!.includes(code)));
    const all = Object.values(shared).flat().sort();
    return kinds[0] !== kinds[1] && all.join() === CODES.join() && Object.keys(shared).length === 2 && shared;
  });

step(
  'what is shown and commanded at one server comes from and goes to units that another follows',
  async () => {
    await makeEffective(room.a, shortCulture.replace('Test cells', 'CT19-A'));
    walk = await Walk.begin(room.a, 'U-01', { recipe: 'short-culture', typed: { 'count.cells': '120' } });
    await walk.do('identity', 'count', 'dose');
    await walk.start('grow');
    await until('the program runs', async () => (await walk.step('grow')).run?.state === 'running');
    await room.b.start();
    const shared = await untilShared(room.a);
    // what is needed most stays where it is
    expect(shared['a']).toContain('U-01');
    await untilLive(room.b);
    const other = Walk.of(room.b, walk.id);
    await (await room.b.as('operator')).post(`/batches/${walk.id}/hold`, { reason: 'an alarm in the room' });
    await until('it is held', async () => (await other.batch()).state === 'held');
    const { restart } = await other.batch();
    const signing = by('supervisor', 'restart', restart!);
    await (await room.b.as('supervisor')).post(`/batches/${walk.id}/restart`, { comment: 'a false alarm', signing });
    await until('the program runs again', async () => (await other.step('grow')).run?.state === 'running');
    await acknowledgedElsewhere(room.b, 'U-01');
    expect(await liveValues(room.b, ['U-01', 'U-02'])).toEqual(['U-01', 'U-02']);
    expect(await liveValues(room.a, ['U-01', 'U-02'])).toEqual(['U-01', 'U-02']);
  },
  LIMIT,
);

step(
  'kill -9 of a server moves its units to the other within ten seconds; where all are connected anew, running phases come first',
  async () => {
    const [dying, left] = await sides();
    await dying.kill();
    const killedAt = now();
    await until('they have moved', async () => (await follows(left))[left.name]?.length === CODES.length);
    const { leases } = (await left.instances()).find(({ alive }) => alive)!;
    const moved = leases.find(({ units }) => units.includes('U-01'))!;
    expect(at(moved.since) - at(killedAt)).toBeLessThan(10_000);
    await untilLive(left);
    expect((await Walk.of(left, walk.id).step('grow')).run?.state).toBe('running');
    // it comes back under its name, and need not wait for itself
    await left.kill();
    await left.start();
    await until('all are live', async () => {
      const units = (await left.units()).filter(({ code }) => ['U-01', 'U-02'].includes(code));
      const states = units.map(({ connection }) => connection!);
      expect(states.map(({ problems }) => problems.join().startsWith('server:'))).not.toEqual([true, false]);
      return states.every(({ state }) => state === 'live');
    });
    await dying.start();
    await untilShared(left);
  },
  LIMIT,
);

step(
  'a server that stood still for longer than its leases last finds them at the other, and writes and commands nothing',
  async () => {
    const [standing, other] = await sides();
    const epochs = async () =>
      new Map((await other.instances()).flatMap(({ leases }) => leases.map((l) => [l.name, Number(l.epoch)])));
    const before = await epochs();
    process.kill(standing.pid(), 'SIGSTOP');
    // written for a unit whose server stands still
    await (await other.as('operator')).post(`/batches/${walk.id}/hold`, { reason: 'an alarm in the room' });
    await until('the other has all', async () => (await follows(other))[other.name]?.length === CODES.length);
    await untilLive(other);
    const there = Walk.of(other, walk.id);
    await until('it is held', async () => (await there.batch()).state === 'held');
    process.kill(standing.pid(), 'SIGCONT');
    await until('it is alive again', async () => (await follows(other))[standing.name] !== undefined);
    // one that is being given back is nobody's for a moment
    const after = await until('every lease is held', async () => {
      const held = await epochs();
      return [...before.keys()].every((name) => held.has(name)) && held;
    });
    for (const name of before.keys()) expect(after.get(name)).toBeGreaterThanOrEqual(before.get(name)!);
    await untilShared(other);
    await untilLive(other);
    // each order was carried out once
    expect(await toldOf('U-01')).toEqual([
      'start-program confirmed',
      'hold confirmed',
      'unhold confirmed',
      'hold confirmed',
    ]);
    expect(await heldOf('U-01')).toEqual(['command', 'command']);
  },
  LIMIT + EXPIRY,
);

step(
  'of all that the units have measured meanwhile nothing is missing but what a gap covers, and nothing is there twice',
  async () => {
    const to = now();
    for (const code of CODES) {
      const account = await accountOf(code, to);
      expect({ code, ...account }).toMatchObject({ missing: [], doubled: [], strange: [] });
      expect(account.values).toBeGreaterThan(RATE * 10);
      // what OPC UA and MQTT units keep for us is no loss, whichever server it is that comes back for it
      if (code !== 'U-05') expect({ code, covered: account.covered }).toEqual({ code, covered: [] });
    }
    expect(await faultsOf(room.database.adminUrl)).toMatchObject({ conflicts: 0 });
  },
  LIMIT,
);

async function accountOf(code: string, to: string): Promise<Comparison> {
  await untilStored(room.database.adminUrl, code, to, LIMIT);
  let account!: Comparison;
  await until(`all of ${code} is there`, async () => {
    const unit = { code, ledger: room.units[code]!.ledger(), rate: RATE };
    account = await compareLedger(room.database.adminUrl, unit, begun, to);
    return account.missing.length === 0;
  }).catch(() => undefined);
  return account;
}

/** What the unit was told, and what came of it. */
const toldOf = (code: string) =>
  rows(
    `select c.action || ' ' || c.state from unit_command c join unit u on u.id = c.unit where u.code = $1 order by c.id`,
    code,
  );

/** Each time that its program was held: by whom. */
const heldOf = (code: string) =>
  rows(
    `select f.text::jsonb #>> '{values,cause}' from fact f join unit u on f.stream = 'unit/' || u.id
         where u.code = $1 and f.type = 'program.held' order by f.seq`,
    code,
  );

/** An alarm of the unit is acknowledged at a server that does not follow it, and the unit says that it is. */
async function acknowledgedElsewhere(server: OneServer, code: string): Promise<void> {
  const operator = await server.as('operator');
  const fault = `${room.units[code]!.control}/faults/gas-supply-low`;
  await fetch(fault, { method: 'POST', body: JSON.stringify({ durationSeconds: 600 }) });
  const { id, occurrence } = await until('an alarm', async () =>
    (await operator.get<AlarmsDto>(`/alarms?list=active&unit=${code}`)).alarms.find(({ active }) => active),
  );
  await operator.post(`/alarms/${id}/acknowledge`, { occurrence: occurrence!.id });
  const said = `select c.value ->> 'acknowledged' from alarm_watch w join unit u on u.id = w.unit,
                       jsonb_each(w.conditions) as c where u.code = $1 and (c.value ->> 'active')::boolean`;
  await until('the unit says so', async () => (await rows(said, code)).join() === 'true');
  await fetch(fault, { method: 'DELETE' });
}

async function rows(sql: string, ...parameters: string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: room.database.adminUrl });
  await client.connect();
  const found = await client.query<[string]>({ text: sql, values: parameters, rowMode: 'array' });
  await client.end();
  return found.rows.map(([text]) => text);
}

/** Units of which the server's live page tells a value that was measured after it was opened. */
async function liveValues(server: OneServer, codes: string[]): Promise<string[]> {
  const from = now();
  const abort = new AbortController();
  const cookie = await cookieOf(server);
  const response = await fetch(`${server.url}/api/units/live`, { headers: { cookie }, signal: abort.signal });
  const seen = new Set<string>();
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const lines = text.split('\n');
    text = lines.pop()!;
    for (const line of lines.filter((one) => one.startsWith('data: {'))) {
      const { code, readings } = JSON.parse(line.slice(6)) as { code: string; readings: { sourceAt: string }[] };
      if (readings.some(({ sourceAt }) => sourceAt > from)) seen.add(code);
    }
    if (codes.every((code) => seen.has(code))) break;
  }
  abort.abort();
  return codes.filter((code) => seen.has(code));
}

async function cookieOf(server: OneServer): Promise<string> {
  const response = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'operator', password: DEMO_PASSWORD }),
  });
  return response.headers.getSetCookie()[0]!.split(';')[0]!;
}
