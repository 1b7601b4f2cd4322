import { setTimeout as sleep } from 'node:timers/promises';
import type { HardPlant } from './hard-plant.js';
import { type Scenario, secondsOf } from './scenario.js';
import { startStandby } from './standby.js';

/** ms; while two databases keep the same, and between the death of one and the order to the other */
const [TOGETHER, UNDECIDED] = [4000, 1500];

/** Hard test 8, its third part. */
export const failover: Scenario = {
  name: 'failover',
  title: 'The database is killed for good, and its standby, with files of its own, takes its place at another port',
  long: 'ten times, each with a new standby, instead of once',
  own: {},
  async strike(plant, { rounds, long }) {
    const times = rounds ?? (long ? 10 : 1);
    const pid = plant.server.pid();
    const took: number[] = [];
    let database: Pick<HardPlant['database'], 'kill'> = plant.database;
    for (let n = 0; n < times; n++) {
      const standby = await startStandby(plant.adminUrl);
      plant.closing.push(() => standby.stop());
      await sleep(TOGETHER);
      const since = performance.now();
      await database.kill();
      await sleep(UNDECIDED);
      await standby.promote();
      plant.lines.database.lead(standby.port);
      plant.adminUrl = standby.adminUrl;
      database = standby;
      await plant.flow();
      took.push(performance.now() - since);
    }
    const isOurs = plant.server.isAlive() && plant.server.pid() === pid;
    return {
      seen: null,
      words: [`values are stored at the standby ${secondsOf(Math.max(...took))} after the death, at most`],
      wrong: isOurs ? [] : ['the server ended with its database'],
    };
  },
};
