import pg from 'pg';
import { instantOf, sourceTimeOf } from '../src/plant/readings/domain/index.js';
import { rollArrivals } from '../src/plant/readings/trend.store.js';
import { systemNow } from '../src/platform/clock/index.js';
import { Database, dataSource, SYSTEM_SCOPE } from '../src/platform/database/index.js';
import { signIn } from '../tools/demo/api.js';
import { DEMO_PASSWORD } from '../tools/demo/people.js';
import { readPlant } from '../tools/demo/plant-file.js';
import { seedUnits } from '../tools/demo/seed-units.js';
import { type BenchDatabase, openDatabase, startServer } from './bench-server.js';
import { against, type Benchmark, type Figure, figure, measure, quantile } from './figure.js';
import { timed } from './timed.js';

const FULL = { seconds: 12 * 86_400, times: 100, counts: 20 };
const QUICK = { seconds: 6 * 3600, times: 3, counts: 2 };
const POINTS = 1000;
const UNIT = 'U-01';
const TAG = 'temperature';
/** nothing listens there */
const NOWHERE = 'opc.tcp://127.0.0.1:9';
const SECOND = 10_000_000n;
/** Arrivals that are rolled up in one transaction. */
const STEP = 50_000;
/** ms; what a trend may take */
const MOST = 50;

type Load = typeof FULL;

/** Twelve days of one tag at 1 Hz over the API, in at most a thousand buckets, against a bare count of the same rows. */
export const trend: Benchmark = async ({ quick, say }) => {
  const load = quick ? QUICK : FULL;
  const database = await openDatabase();
  try {
    const server = await startServer(database, {}, './quick-secrets-server.js');
    try {
      const engineer = await signIn(server.url, 'engineer', DEMO_PASSWORD);
      await seedUnits(engineer, readPlant(), { [UNIT]: NOWHERE });
      say(`${load.seconds} readings`);
      const filled = await fill(database, load);
      say('their rollups');
      const rolled = await roll(database, filled);
      const bare = figure('a count of the same rows, p50', quantile(await counts(database, filled, load), 0.5), 'ms');
      const operator = await signIn(server.url, 'operator', DEMO_PASSWORD);
      const query = new URLSearchParams({ tag: TAG, from: filled.from, to: filled.to, points: `${POINTS}` }).toString();
      const taken = await timed(load.times, () => operator.get(`/units/${UNIT}/readings?${query}`));
      const limit = figure('fifty milliseconds', MOST, 'ms');
      const figures: Figure[] = [
        ...[bare, against(bare, 'trend, p50', quantile(taken, 0.5)), limit],
        ...[against(limit, 'trend, p99', quantile(taken, 0.99)), figure('rolling up, once', rolled, 'values/s')],
      ];
      const words = `${load.seconds} readings at 1 Hz, at most ${POINTS} buckets, ${load.times} times over HTTP`;
      return { benchmark: 'trend', load: words, figures };
    } finally {
      await server.stop();
    }
  } finally {
    await database.stop();
  }
};

interface Filled {
  unit: string;
  tag: number;
  from: string;
  to: string;
}

/** Readings of the tag up to now, one a second, straight into the tables as if a unit had sent them. */
async function fill({ migrationUrl }: BenchDatabase, { seconds }: Load): Promise<Filled> {
  const [to, client] = [sourceTimeOf(systemNow()), new pg.Client({ connectionString: migrationUrl })];
  const from = to - BigInt(seconds - 1) * SECOND;
  await client.connect();
  try {
    const { rows } = await client.query<{ unit: string; id: number }>(
      `select t.unit, t.id from tag t join unit u on u.id = t.unit where u.code = $1 and t.code = $2`,
      [UNIT, TAG],
    );
    const { unit, id: tag } = rows[0]!;
    await client.query(
      `insert into reading (tag, source_time, digest, unit, arrival, number, status, quality, received_at, origin)
       select $1, $2::int8 + n::int8 * ${SECOND}, decode(md5(n::text), 'hex'), $3, n + 1, 37 + sin(n / 900.0), 0, 0, now(), 'live'
         from generate_series(0, $4::int - 1) n`,
      [tag, from, unit, seconds],
    );
    await client.query(`update unit_arrival set last = $2 where unit = $1`, [unit, seconds]);
    await client.query('vacuum analyze reading');
    return { unit, tag, from: instantOf(from), to: instantOf(to) };
  } finally {
    await client.end();
  }
}

/** Values a second into their rollups, as the server's own job does it. */
async function roll({ appUrl }: BenchDatabase, { unit, from, to }: Filled): Promise<number> {
  const database = new Database(await dataSource(appUrl, { poolSize: 1 }).initialize());
  const step = (): Promise<boolean> => database.write(SYSTEM_SCOPE, (tx) => rollArrivals(tx, unit, STEP));
  const { rate } = await measure(async () => {
    while (await step());
    return Number((sourceTimeOf(to) - sourceTimeOf(from)) / SECOND) + 1;
  });
  await database.onApplicationShutdown();
  return rate;
}

async function counts(
  { appUrl }: BenchDatabase,
  { tag, from, to }: Filled,
  { counts: times }: Load,
): Promise<number[]> {
  const client = new pg.Client({ connectionString: appUrl });
  await client.connect();
  const text = 'select count(*) from reading where tag = $1 and source_time between $2 and $3';
  const values = [tag, sourceTimeOf(from), sourceTimeOf(to)];
  return timed(times, () => client.query({ name: 'count', text, values })).finally(() => client.end());
}
