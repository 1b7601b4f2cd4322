import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { carry, metric, type MetricToSend } from '../../src/plant/equipment/sparkplug/codec.js';
import type { Pace } from '../../src/plant/equipment/sparkplug/pace.js';
import { AEDES, type TestBroker } from '../support/broker.js';
import { type Ingestion, startIngestion } from '../support/ingestion.js';
import { NODE, until } from './sparkplug-node.js';
import { QUICK, quality } from './sparkplug-rig.js';
import { at, second, Setup } from './sparkplug-stored.js';

/** Long enough for what an edge node sends at once to come through on a busy machine, and for births that it gives by itself. */
const UNHURRIED: Partial<Pace> = {
  history: { quiet: 3000, most: 90_000 },
  rebirth: { ...QUICK.rebirth, grace: 60_000 },
};

let ingestion: Ingestion;
let broker: TestBroker;
beforeAll(async () => {
  [ingestion, broker] = await Promise.all([
    startIngestion(),
    AEDES.start({ edgeNodes: [{ group: 'demo', edgeNode: NODE }] }),
  ]);
}, 180_000);
afterAll(async () => {
  await broker.remove();
  await ingestion.close();
});

const begun: Setup[] = [];
const begin = async (pace: Partial<Pace> = {}): Promise<Setup> => {
  const setup = await Setup.begin(ingestion, broker, pace);
  begun.push(setup);
  return setup;
};
afterEach(async () => {
  for (const setup of begun.splice(0)) await setup.end();
});

const upTo = (last: number): number[] => Array.from({ length: last + 1 }, (_, s) => s);

describe('values of a Sparkplug device, in PostgreSQL', () => {
  it('are stored as their types have them to the last bit, and what is of another type than its tag is refused', async () => {
    const setup = await begin();
    const { unit, node } = setup;
    const named = (s: number, ...metrics: MetricToSend[]) =>
      node.data(metrics.map((each) => ({ ...each, timestamp: BigInt(at(s)) })));
    await named(10, metric('Culture/Heartbeat', 'UInt32', 4_294_967_295));
    await named(
      11,
      metric('Culture/Heartbeat', 'UInt32', null, { isNull: false, value: { in: 'long', value: 4_294_967_295n } }),
    );
    await named(12, metric('Culture/Heartbeat', 'Int64', -(2n ** 63n)));
    await named(13, metric('Culture/Heartbeat', 'Int64', 2n ** 63n - 1n));
    await named(14, metric('Culture/Heartbeat', 'Int8', -128));
    await named(15, metric('Culture/Heartbeat', 'UInt64', 2n ** 64n - 1n));
    await named(
      16,
      metric('Culture/Heartbeat', 'Int32Array', [1, 2]),
      metric('Culture/Temperature', 'DoubleArray', [37]),
    );
    await named(17, metric('Culture/Temperature', 'Float', 0.1), metric('Culture/Door Open', 'Boolean', true));
    await named(18, metric('Culture/Temperature', 'Double', null, { properties: quality(0) }));
    await named(19, metric('Culture/Temperature', 'Double', 36.5, { properties: quality(500) }));
    await named(20, metric('Culture/Heartbeat', 'Int64', 0n));
    await setup.untilStored(20);
    const since = (rows: { time: string; value: string | null; status: string }[]) =>
      rows
        .filter(({ time }) => second(time) >= 10)
        .map(({ time, value, status }) => [second(time), value, Number(status)]);
    expect(since(await setup.rows('heartbeat'))).toEqual([
      [10, '4294967295', 0],
      [11, '4294967295', 0],
      [12, '-9223372036854775808', 0],
      [13, '9223372036854775807', 0],
      [14, '-128', 0],
      [20, '0', 0],
    ]);
    expect(since(await setup.rows('temperature'))).toEqual([
      [17, '0.10000000149011612', 0],
      [18, null, 0x8000_0000],
      [19, '36.5', 0x4090_0000],
    ]);
    expect(since(await setup.rows('door'))).toEqual([[17, 'true', 0]]);
    const refused = await ingestion.query<{ reason: string }>(`select reason from reading_reject where unit = $1`, [
      unit.id,
    ]);
    expect(refused.map(({ reason }) => reason)).toEqual(['value.wrong-type', 'value.wrong-type', 'value.wrong-type']);
  });

  it('leave one gap where a message is lost and a sample with it, and none where it held no sample', async () => {
    const setup = await begin();
    const { node } = setup;
    // where a busy machine is late, they are asked for twice
    let births = node.births;
    node.skip();
    await setup.live(10, 14);
    await until('births are asked for', () => node.births > births);
    await setup.live(15, 17);
    await setup.untilStored(17);
    expect(await setup.gaps()).toEqual([]);
    node.sample(at(18));
    births = node.births;
    node.skip();
    await setup.live(19, 21);
    await until('births are asked for again', () => node.births > births);
    await setup.live(22, 24);
    await setup.untilStored(24);
    expect(await setup.gaps()).toEqual([['message-lost', 17, 19, 'open', 3]]);
    expect(await setup.seconds()).toEqual(upTo(24).filter((s) => s !== 18));
  });

  it('follow their aliases when a birth gives these to others', async () => {
    const setup = await begin();
    const { node } = setup;
    node.aliases = { ...node.aliases, 'Culture/Temperature': 2n, 'Culture/Heartbeat': 3n, 'Culture/Door Open': 1n };
    await node.birth();
    await setup.live(10, 14);
    await setup.untilStored(14);
    expect((await setup.rows('temperature')).map(({ value }) => Number(value))).toEqual(
      upTo(14).map((s) => 37 + s / 1000),
    );
    expect((await setup.rows('heartbeat')).map(({ value }) => Number(value))).toEqual(upTo(14));
    expect(await setup.gaps()).toEqual([]);
  });

  it('come first from what the edge node kept while the host was away, and then live: no gap but of what it did not keep, and changes of activity in their order', async () => {
    const setup = await begin(UNHURRIED);
    const { node, rig } = setup;
    rig.tap.cut();
    await until('the edge node sees that the host is away', () => node.states.at(-1)?.online === false);
    rig.tap.mend();
    await until('it gives birth to the host that is back', () => node.births > 1);
    // beside the history, not after it
    const changed = (word: string, s: number) => ({
      ...node.value('Unit/Activity', carry('String', word)),
      ...{ timestamp: BigInt(at(s)), isHistorical: true },
    });
    await setup.history(10, 14, changed('Held', 14));
    const [late, live] = [node.heartbeat, at(20)];
    node.heartbeat = 20n;
    await node.data(node.sample(live));
    node.heartbeat = late;
    await setup.history(15, 19, changed('Execute', 16));
    node.heartbeat = 21n;
    await setup.live(21, 24);
    await rig.untilState(setup.unit, 'live');
    await setup.untilStored(24);
    expect(await setup.seconds()).toEqual(upTo(24));
    expect((await setup.rows('heartbeat')).map(({ origin }) => origin).slice(10, 20)).toEqual(
      Array(10).fill('history'),
    );
    expect(await setup.gaps()).toEqual([]);
    expect(rig.changes.map(({ activity }) => activity)).toEqual(['Idle', 'Held', 'Execute', 'Idle']);
    expect(rig.states.map(({ state }) => state).slice(-4)).toEqual(['offline', 'offline', 'resyncing', 'live']);

    rig.tap.cut();
    await until('the edge node sees that the host is away', () => node.states.at(-1)?.online === false);
    rig.tap.mend();
    await until('it gives birth to the host that is back', () => node.births > 2);
    await setup.history(25, 27);
    node.heartbeat = 31n;
    await setup.history(31, 34);
    await setup.live(35, 37);
    await rig.untilState(setup.unit, 'live');
    await setup.untilStored(37);
    expect(await setup.gaps()).toEqual([['host-offline', 27, 31, 'open', 3]]);

    // a message that is lost while all are there, and said again with the births
    node.isObedient = false;
    const asked = node.heard.length;
    node.heartbeat = 39n;
    node.skip();
    await setup.live(39, 40);
    await until('births are asked for', () => node.heard.length > asked);
    await node.birth();
    node.heartbeat = 38n;
    await setup.history(38, 38);
    node.heartbeat = 41n;
    await setup.live(41, 43);
    await rig.untilState(setup.unit, 'live');
    await setup.untilStored(43);
    expect((await setup.seconds()).slice(-6)).toEqual([38, 39, 40, 41, 42, 43]);
    expect(await setup.gaps()).toHaveLength(1);
  });

  it('close the gap when what the edge node kept comes after the host could wait for it', async () => {
    const setup = await begin({ history: { quiet: 60, most: 100 } });
    const { node, rig } = setup;
    node.watchesState = false;
    node.isObedient = false;
    rig.tap.cut();
    await until('the edge node sees that the host is away', () => node.states.at(-1)?.online === false);
    rig.tap.mend();
    await until('the host is back', () => node.states.at(-1)?.online === true);
    node.heartbeat = 20n;
    node.sample(at(20));
    await node.birth();
    await rig.untilState(setup.unit, 'live');
    await setup.untilStored(20);
    expect(await setup.gaps()).toEqual([['host-offline', 9, 20, 'open', 3]]);
    node.heartbeat = 10n;
    await setup.history(10, 18);
    await setup.untilStored(18);
    expect(await setup.gaps()).toEqual([['host-offline', 18, 20, 'open', 3]]);
    await setup.history(19, 19);
    await setup.untilStored(19);
    expect(await setup.gaps()).toEqual([['host-offline', 18, 20, 'backfilled', 3]]);
  });

  it('leave a gap of the time that the edge node was away, and a late death of its old session changes nothing', async () => {
    const setup = await begin();
    const { node, rig, unit } = setup;
    const old = node.death();
    await node.die();
    await rig.untilState(unit, 'offline');
    node.heartbeat = 15n;
    node.sample(at(15));
    await node.connect();
    await rig.untilState(unit, 'live');
    await node.raw('NDEATH', null, old);
    await setup.live(16, 18);
    await setup.untilStored(18);
    expect(rig.connector.status(unit.id)!.state).toBe('live');
    expect(await setup.gaps()).toEqual([['unit-offline', 9, 15, 'open', 3]]);
  });

  it('leave no gap over a restart of the host in which nothing is missing, and one where a sample is', async () => {
    const setup = await begin();
    const { node, rig, unit } = setup;
    await rig.connector.close();
    await rig.open([unit]);
    await rig.untilState(unit, 'live');
    await setup.live(10, 12);
    await setup.untilStored(12);
    expect(await setup.gaps()).toEqual([]);
    await rig.connector.close();
    node.sample(at(13));
    node.sample(at(14));
    await rig.open([unit]);
    await rig.untilState(unit, 'live');
    await setup.live(15, 17);
    await setup.untilStored(17);
    expect(await setup.gaps()).toEqual([['host-offline', 12, 14, 'open', 3]]);
  });

  it('wait in memory, in order, while the database lets nobody in', async () => {
    const setup = await begin();
    const admin = new pg.Client({ connectionString: ingestion.cloned.adminUrl.replace(/\/[^/]*$/, '/postgres') });
    await admin.connect();
    const letIn = (allowed: boolean) =>
      admin.query(`alter database ${ingestion.cloned.name} allow_connections ${allowed}`);
    try {
      await letIn(false);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
        ingestion.cloned.name,
      ]);
      const messages = setup.rig.values.length;
      await setup.live(10, 60);
      // each is offered, and comes again
      await until('they are offered', () => setup.rig.values.length > messages + 3 * 60);
    } finally {
      await letIn(true);
      await admin.end();
    }
    await setup.live(61, 65);
    await setup.untilStored(65);
    expect(await setup.seconds()).toEqual(upTo(65));
    expect(await setup.gaps()).toEqual([]);
  });

  it('are dropped oldest first when the database is away for longer than memory holds, which is a gap', async () => {
    const setup = await begin({ backlog: 90 });
    const { rig } = setup;
    let offered: number[] = [];
    rig.take = (message) => {
      const beats = message.values.filter(({ tag }) => tag === 'heartbeat').map(({ value }) => Number(value));
      // again from the oldest that is left
      if (beats[0]! <= (offered.at(-1) ?? -1)) offered = [];
      offered.push(...beats);
      setImmediate(() => message.retry());
    };
    await setup.live(10, 60);
    await until('the oldest are not offered any more', () => offered[0]! > 10 && offered.at(-1) === 60);
    rig.take = (message) => ingestion.taking.take(message);
    await setup.untilStored(60);
    const seconds = await setup.seconds();
    const [from, to] = [9, seconds.find((s) => s > 9)!];
    expect(to).toBeGreaterThan(10);
    expect(seconds).toEqual([...upTo(9), ...upTo(60).filter((s) => s >= to)]);
    expect(await setup.gaps()).toEqual([['queue-overflow', from, to, 'open', 3]]);
  });
});
