import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { bareInsert } from './bare-insert.js';
import { type BenchDatabase, openDatabase, startServer } from './bench-server.js';
import { against, type Benchmark, type Figure, figure, measure } from './figure.js';
import { fullSpeed } from './full-speed.js';
import { defineSource, type Source, startSources } from './opcua-plant.js';
import { receive } from './opcua-receiver.js';

/** `sources` units of so many `tags` (a class has at most 500); `units` at full speed */
const FULL = { sources: 2, tags: 500, rate: 10, seconds: 20, units: 4, rows: 200_000 };
const QUICK = { sources: 2, tags: 20, rate: 10, seconds: 1, units: 2, rows: 4000 };
const WARM_UP = 3000;

type Load = typeof FULL;

/** Values of an OPC UA unit to their commit, against a bare receive and a bare insert of the same run. */
export const ingestOpcua: Benchmark = async ({ quick, say }) => {
  const load = quick ? QUICK : FULL;
  const { sources, tags, rate, seconds, rows } = load;
  const database = await openDatabase();
  try {
    const figures = [...(await storing(database, load, say)), ...(await receiving(database, load, say))];
    const words = `${sources * tags} tags of ${sources} units at ${rate} Hz for ${seconds} s, SignAndEncrypt; ${rows} rows at full speed; fsync on`;
    return { benchmark: 'ingest-opcua', load: words, figures };
  } finally {
    await database.stop();
  }
};

/** What the store takes as fast as it is given. */
async function storing(
  { migrationUrl, appUrl }: BenchDatabase,
  { units, tags, rows }: Load,
  say: (line: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const count of [1, units]) {
    say(`${count} at full speed`);
    const bare = await bareInsert(migrationUrl, count, rows);
    const insert = figure(`bare unnest insert, connections: ${count}`, bare.rate, 'values/s');
    const stored = await fullSpeed(appUrl, count, tags, rows);
    figures.push(insert, against(insert, `messages to commit, units: ${count}`, stored.rate), share(stored.cpu));
  }
  return figures;
}

/** What comes from units: by the library's own client, and by the whole server until it is committed. */
async function receiving(database: BenchDatabase, load: Load, say: (line: string) => void): Promise<Figure[]> {
  const sources = await startSources(database.dir, load.sources, load.tags, load.rate);
  try {
    say('bare receive');
    const bare = await bareReceive(sources, load);
    say('receive and commit');
    const path = await receiveAndCommit(database, sources, load);
    const received = figure('bare node-opcua receive', bare.rate, 'values/s');
    const worth = figure('  for a second of one core', (bare.rate / bare.cpu) * 100, 'values');
    return [
      received,
      worth,
      against(received, 'receive to commit, by the whole server', path.rate),
      against(worth, '  for a second of one core', (path.rate / path.cpu) * 100),
      share(path.cpu),
      figure('  lost', path.lost, 'values'),
    ];
  } finally {
    for (const source of sources) source.stop();
  }
}

const share = (cpu: number): Figure => figure('  share of a core', cpu, '%');

async function bareReceive(sources: Source[], { tags, seconds }: Load): Promise<{ rate: number; cpu: number }> {
  let received = 0;
  const receivers = await Promise.all(sources.map((source) => receive(source, tags, (values) => (received += values))));
  await sleep(WARM_UP);
  const result = await measure(() => grown(() => Promise.resolve(received), seconds));
  for (const receiver of receivers) await receiver.close();
  return result;
}

async function receiveAndCommit(
  database: BenchDatabase,
  sources: Source[],
  { tags, rate, seconds }: Load,
): Promise<{ rate: number; cpu: number; lost: number }> {
  const server = await startServer(database);
  const counter = new pg.Client({ connectionString: database.migrationUrl });
  try {
    await counter.connect();
    const units: string[] = [];
    for (const source of sources) units.push(await defineSource(server.url, source, tags, rate));
    const committed = async () => {
      const { rows } = await counter.query<{ count: string }>('select count(*) from reading where unit = any($1)', [
        units,
      ]);
      return Number(rows[0]!.count);
    };
    const speaking = async () =>
      (await counter.query('select distinct unit from reading where unit = any($1)', [units])).rowCount;
    for (let waited = 0; (await speaking()) !== units.length; waited += 200) {
      if (waited > 60_000) throw new Error('no value of a unit was ever committed');
      await sleep(200);
    }
    await sleep(WARM_UP);
    const measured = await measure(() => grown(committed, seconds), server.cpu);
    return { ...measured, lost: await lostOf(counter, units) };
  } finally {
    await counter.end();
    await server.stop();
  }
}

/** Values that units have counted up between the first and the last that are stored of a tag, and that are not. */
async function lostOf(client: pg.Client, units: string[]): Promise<number> {
  const { rows } = await client.query<{ lost: string }>(
    `select sum(last - first + 1 - count) as lost
       from (select min(trunc(number)) as first, max(trunc(number)) as last, count(distinct trunc(number)) as count
               from reading where unit = any($1) group by tag) of_tags`,
    [units],
  );
  return Number(rows[0]!.lost);
}

/** By how much a count grows in so many seconds. */
async function grown(count: () => Promise<number>, seconds: number): Promise<number> {
  const before = await count();
  await sleep(seconds * 1000);
  return (await count()) - before;
}
