import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import pg from 'pg';
import { readPlant } from '../tools/demo/plant-file.js';
import { Staff } from '../tools/demo/staff.js';
import { bareInsert } from './bare-insert.js';
import { type BenchDatabase, openDatabase, startServer } from './bench-server.js';
import {
  type BenchBroker,
  type BrokerSource,
  defineUnits,
  runBatches,
  startBroker,
  startBrokerSource,
} from './broker-plant.js';
import type { SourceOrder } from './broker-source-server.js';
import { against, type Asked, type Benchmark, type Figure, figure, measure, type Result } from './figure.js';
import { sendAll } from './granted.js';

const FULL = { units: 8, tags: 20, values: 200_000, warmUp: 40_000 };
const QUICK = { units: 2, tags: 20, values: 4000, warmUp: 400 };
const CONNECTIONS = 4;
const PATIENCE = 120_000;

interface Measured {
  rate: number;
  cpu: number;
}

interface Bench {
  database: BenchDatabase;
  broker: BenchBroker;
  order: SourceOrder;
  load: typeof FULL;
  say(line: string): void;
}

/** One value a message, QoS 1, to committed and judged, against a bare mqtt.js receive and a bare insert of the same run. */
export const ingestMqtt: Benchmark = (asked) =>
  measured('ingest-mqtt', 'mqtt', 'one value a message, QoS 1, each unit with a batch and seven monitors', asked);

/** Twenty metrics a message, QoS 0, to committed, against a bare insert of the same run. */
export const ingestSparkplug: Benchmark = (asked) =>
  measured('ingest-sparkplug', 'sparkplug', 'twenty metrics a message, QoS 0', asked);

async function measured(
  benchmark: string,
  protocol: SourceOrder['protocol'],
  words: string,
  { quick, say }: Asked,
): Promise<Result> {
  const load = quick ? QUICK : FULL;
  const database = await openDatabase();
  const broker = await startBroker(database.dir);
  const { site, rooms } = readPlant();
  const units = Array.from({ length: load.units }, (_, n) => `M-${n + 1}`);
  const order = { protocol, url: broker.url, ...broker.source, site: site.code, room: rooms[0]!.code, units };
  const bench = { database, broker, order: { ...order, tags: load.tags }, load, say };
  try {
    say('bare insert');
    const bare = await bareInsert(database.migrationUrl, CONNECTIONS, load.values);
    const insert = figure(`bare unnest insert, connections: ${CONNECTIONS}`, bare.rate, 'values/s');
    const received = await withSource(bench, (source) => receive(bench, source));
    const stored = await withSource(bench, (source) => receiveAndCommit(bench, source));
    const figures = figuresOf(insert, received, stored);
    return { benchmark, load: `${load.units} units, ${load.values} values, ${words}; aedes, fsync on`, figures };
  } finally {
    broker.stop();
    await database.stop();
  }
}

function figuresOf(insert: Figure, received: Measured, stored: Measured): Figure[] {
  const limit = figure('bare mqtt.js receive', received.rate, 'values/s');
  const worth = figure('  for a second of one core', (received.rate / received.cpu) * 100, 'values');
  return [
    insert,
    limit,
    worth,
    against(limit, 'receive to commit, by the whole server', stored.rate),
    against(insert, 'the same, against the bare insert', stored.rate),
    against(worth, '  for a second of one core', (stored.rate / stored.cpu) * 100),
    figure('  share of a core', stored.cpu, '%'),
  ];
}

async function withSource<T>({ order }: Bench, work: (source: BrokerSource) => Promise<T>): Promise<T> {
  const source = await startBrokerSource(order);
  return work(source).finally(() => source.stop());
}

/** What the library's own client takes, which acknowledges and forgets. */
async function receive({ broker, load, order, say }: Bench, source: BrokerSource): Promise<Measured> {
  say('bare receive');
  const a = order.protocol === 'mqtt' ? 1 : load.tags;
  const client = await mqtt.connectAsync(broker.url, { ...broker.server, clientId: 'bench', protocolVersion: 4 });
  let came = 0;
  client.on('message', (topic) => (came += /\/data\/|\/DDATA\//.test(topic) ? a : 0));
  await client.subscribeAsync(order.protocol === 'mqtt' ? 'ballroom/#' : 'spBv1.0/#', { qos: 1 });
  await sendAll(source, load.warmUp, () => came);
  const result = await measure(() => sendAll(source, load.values, () => came));
  await client.endAsync(true);
  return result;
}

/** By the whole server: committed, and where batches run on the units, judged. */
async function receiveAndCommit(bench: Bench, source: BrokerSource): Promise<Measured> {
  const { database, broker, order, load, say } = bench;
  say('receive and commit');
  const server = await startServer(database, broker.settings);
  const counter = new pg.Client({ connectionString: database.migrationUrl });
  counter.on('error', (error) => say(error.message));
  try {
    await counter.connect();
    const staff = new Staff(server.url);
    await defineUnits(staff, order);
    await reached(staff, order.units);
    if (order.protocol === 'mqtt') {
      await runBatches(staff, order);
      await until(async () => (await count(counter, 'program_run')) === order.units.length);
    }
    const committed = () => sum(counter);
    await sendAll(source, load.warmUp, committed);
    const before = await count(counter, 'reading');
    const result = await measure(async () => {
      await sendAll(source, load.values, committed);
      if (order.protocol === 'mqtt') await until(() => judged(counter));
      return load.values;
    }, server.cpu);
    const stored = (await count(counter, 'reading')) - before;
    if (stored !== load.values) throw new Error(`${stored} of ${load.values} values are stored`);
    return result;
  } finally {
    await counter.end();
    await server.stop();
  }
}

/** Until every unit is followed. */
const reached = (staff: Staff, units: string[]): Promise<void> =>
  until(async () => {
    const all = await (
      await staff.as('operator')
    ).get<{ code: string; connection: { state: string } | null }[]>('/units');
    return (
      all.filter(({ code, connection }) => units.includes(code) && connection?.state === 'live').length === units.length
    );
  });

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await isSo()); waited += 50) {
    if (waited > PATIENCE) throw new Error('it did not come to that');
    await sleep(50);
  }
}

const number = async (counter: pg.Client, sql: string): Promise<number> =>
  Number((await counter.query<{ n: string }>(sql)).rows[0]!.n);

const count = (counter: pg.Client, table: string): Promise<number> =>
  number(counter, `select count(*) as n from ${table}`);

/** Values that were taken and committed. */
const sum = (counter: pg.Client): Promise<number> => number(counter, 'select sum(last) as n from unit_arrival');

/** Whether the monitors of all batches have read to the end. */
const judged = async (counter: pg.Client): Promise<boolean> =>
  (await number(
    counter,
    `select count(*) as n from unit_arrival a join monitor m on m.unit = a.unit where m.cursor::bigint < a.last::bigint`,
  )) === 0;
