import { setTimeout as sleep } from 'node:timers/promises';
import { asAdmin } from '../../support/cluster.js';
import { until } from '../../support/walk.js';
import type { HardPlant } from './hard-plant.js';
import { type Scenario, secondsOf } from './scenario.js';

/** Shorter ones are over before anybody may see them. */
const SHORT = 5;

/** Hard test 5. */
export const blackHole: Scenario = {
  name: 'black-hole',
  title: 'The cables of all units are cut without a word (no reset): nothing passes',
  long: '1 s, 30 s and 10 min, instead of 1 s and 20 s',
  async strike(plant, { long }) {
    const [words, wrong]: [string[], string[]] = [[], []];
    let seen: number | null = null;
    for (const seconds of long ? [1, 30, 600] : [1, 20]) {
      await Promise.all(
        plant.codes.map((code) =>
          plant.units[code]!.fault('link-cut', { durationSeconds: seconds, mode: 'blackhole' }),
        ),
      );
      if (seconds > SHORT) {
        const found = await lookedFor(plant, seconds * 1000);
        const last = Math.max(...found.values());
        if (found.size === plant.codes.length) seen = last;
        if (found.size === 0) wrong.push(`nobody saw in ${seconds} s that the units were gone`);
        const each = plant.codes.map((code) => `${code} ${found.has(code) ? secondsOf(found.get(code)!) : 'not'}`);
        words.push(`of ${seconds} s it was shown after: ${each.join(', ')}`);
      } else await sleep(seconds * 1000);
      await until('all units are live again', async () => (await plant.away()).length === 0, 300_000);
    }
    return { seen, words, wrong };
  },
};

/** s of a cut, and the ISO 8601 time that OPC UA units are told to hold their values for meanwhile, and again later. */
const [CUT, TOLD, AS_BEFORE] = [20, 'PT5S', 'PT10M'];

/** Hard test 5: what a unit could not hold and has no history of is a gap, and no more than that. */
export const beyondQueues: Scenario = {
  name: 'beyond-queues',
  title:
    'The cables of OPC UA units are cut for longer than their queues hold; one tag of each has no history to fill the hole',
  long: '10 min, instead of 20 s',
  async strike(plant, { long }) {
    const seconds = long ? 600 : CUT;
    const before = await gapsOf(plant);
    const cut = (code: string) => plant.units[code]!.fault('link-cut', { durationSeconds: seconds, mode: 'blackhole' });
    const told = (outage: string) => Promise.all(plant.opcua.map((code) => plant.tolerate(code, outage)));
    await told(TOLD);
    await plant.flow();
    await Promise.all(plant.opcua.map(cut));
    await sleep(seconds * 1000);
    await until('all units are live again', async () => (await plant.away()).length === 0, 300_000);
    await until('the gaps are there', async () => (await gapsOf(plant)) >= before + plant.opcua.length, 120_000);
    await told(AS_BEFORE);
    return { seen: null, words: [`${seconds} s, with queues of 5 s`], wrong: [] };
  },
};

const gapsOf = ({ adminUrl, opcua }: HardPlant): Promise<number> =>
  asAdmin(adminUrl, async (admin) => {
    const { rows } = await admin.query<{ count: number }>(
      `select count(*)::int as count from gap g join unit u on u.id = g.unit where u.code = any($1)`,
      [opcua],
    );
    return rows[0]!.count;
  });

/** When each unit that is away was first shown so, in ms from now, looked at for so long. */
async function lookedFor(plant: HardPlant, ms: number): Promise<Map<string, number>> {
  const [found, began] = [new Map<string, number>(), performance.now()];
  while (performance.now() - began < ms) {
    for (const code of await plant.away()) if (!found.has(code)) found.set(code, performance.now() - began);
    await sleep(100);
  }
  return found;
}
