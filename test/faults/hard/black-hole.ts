import { setTimeout as sleep } from 'node:timers/promises';
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

/** When each unit that is away was first shown so, in ms from now, looked at for so long. */
async function lookedFor(plant: HardPlant, ms: number): Promise<Map<string, number>> {
  const [found, began] = [new Map<string, number>(), performance.now()];
  while (performance.now() - began < ms) {
    for (const code of await plant.away()) if (!found.has(code)) found.set(code, performance.now() - began);
    await sleep(100);
  }
  return found;
}
