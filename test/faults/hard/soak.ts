import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { draw } from '../../../simulators/culture/random.js';
import { type HardPlant, memoryOf } from './hard-plant.js';
import { type Scenario, secondsOf } from './scenario.js';

const SECONDS = 30;
/** ms between looks */
const GLANCE = 250;
/** ms; what may lie between a reading and its commit, p99, its own sampling distance of 200 ms included */
const MOST = 2000;
/** MiB that the server may grow in an hour, once it has seen each fault */
const SLOPE = 10;
const SEED = 9_112;

/** Hard test 21: calm alone by default; with `--long` the other faults in an order of chance, for hours. */
export const soak = (others: readonly Scenario[]): Scenario => ({
  name: 'soak',
  title: 'All units speak, and the time from a reading to its commit and the memory of the server are looked at',
  long: '72 rounds of an hour with a fault of chance every ten minutes (`--rounds` for fewer), instead of 30 s of calm',
  async strike(plant, { rounds, long }) {
    const first = memoryOf(plant.server);
    const ages = await agesOf(plant.adminUrl, SECONDS * 1000);
    const sizes = long ? await storm(rounds ?? 72, others, plant) : [];
    const after = long ? await agesOf(plant.adminUrl, SECONDS * 1000) : [];
    const all = [...ages, ...after].toSorted((a, b) => a - b);
    const p99 = all[Math.floor(all.length * 0.99)]!;
    const grown = memoryOf(plant.server) - first;
    const words = [`p99 from reading to commit ${secondsOf(p99)}; the server grew by ${grown} MiB`];
    const settled = sizes.slice(2);
    const hourly = settled.length < 2 ? 0 : (settled.at(-1)! - settled[0]!) / (settled.length - 1);
    return {
      ...{ seen: null, words },
      wrong: [
        ...(p99 > MOST ? [`p99 from reading to commit is ${secondsOf(p99)}`] : []),
        ...(hourly > SLOPE ? [`the server grows by ${hourly.toFixed(1)} MiB an hour`] : []),
      ],
    };
  },
});

/** A fault every ten minutes; the server's memory after each hour, in MiB. It may be another process than the hour before. */
async function storm(hours: number, others: readonly Scenario[], plant: HardPlant): Promise<number[]> {
  const sizes: number[] = [];
  let chance = draw(SEED);
  for (let n = 1; n <= hours * 6; n++) {
    const began = performance.now();
    await others[Math.floor(chance.value * others.length)]!.strike(plant, { rounds: 1, long: false });
    chance = draw(chance.seed);
    await sleep(Math.max(0, 600_000 - (performance.now() - began)));
    if (n % 6 === 0) sizes.push(memoryOf(plant.server));
  }
  return sizes;
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
