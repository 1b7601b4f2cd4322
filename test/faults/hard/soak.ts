import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { memoryOf } from './hard-plant.js';
import { type Scenario, secondsOf } from './scenario.js';

const SECONDS = 30;
/** ms between looks */
const GLANCE = 250;
/** ms; what may lie between a reading and its commit, p99, its own sampling distance of 200 ms included */
const MOST = 2000;

/** Hard test 21: calm alone by default; with `--long` the other faults in turn, for hours. */
export const soak = (others: readonly Scenario[]): Scenario => ({
  name: 'soak',
  title: 'All units speak, and the time from a reading to its commit and the memory of the server are looked at',
  long: '72 rounds of an hour with a fault in every ten minutes (`--rounds` for fewer), instead of 30 s of calm',
  async strike(plant, { rounds, long }) {
    const first = memoryOf(plant.server);
    const ages = await agesOf(plant.adminUrl, SECONDS * 1000);
    if (long) await storm(rounds ?? 72, others, (other) => other.strike(plant, { rounds: 1, long: false }));
    const after = long ? await agesOf(plant.adminUrl, SECONDS * 1000) : [];
    const all = [...ages, ...after].toSorted((a, b) => a - b);
    const p99 = all[Math.floor(all.length * 0.99)]!;
    const grown = memoryOf(plant.server) - first;
    const words = [`p99 from reading to commit ${secondsOf(p99)}; the server grew by ${grown} MiB`];
    return { seen: null, words, wrong: p99 > MOST ? [`p99 from reading to commit is ${secondsOf(p99)}`] : [] };
  },
});

async function storm(hours: number, others: readonly Scenario[], strike: (other: Scenario) => Promise<unknown>) {
  for (let n = 0; n < hours * 6; n++) {
    const began = performance.now();
    await strike(others[n % others.length]!);
    await sleep(Math.max(0, 600_000 - (performance.now() - began)));
  }
}

/** How old the newest reading of the unit that is furthest behind is, looked at again and again; ms. */
async function agesOf(adminUrl: string, ms: number): Promise<number[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const ages: number[] = [];
  try {
    for (const end = performance.now() + ms; performance.now() < end; await sleep(GLANCE)) {
      const { rows } = await client.query<{ newest: string }>(
        `select min(newest)::text as newest from
           (select max(source_time) as newest from reading
             where source_time > (extract(epoch from now()) - 60)::int8 * 10000000 group by unit) of_units`,
      );
      ages.push(Date.now() - Number(BigInt(rows[0]!.newest) / 10_000n));
    }
  } finally {
    await client.end();
  }
  return ages;
}
