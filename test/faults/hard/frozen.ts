import { setTimeout as sleep } from 'node:timers/promises';
import { family, type HardPlant } from './hard-plant.js';
import { nothing, type Scenario, secondsOf } from './scenario.js';

/** SIGSTOP: it neither answers nor lets go of its connections. */
const frozen = (who: 'server' | 'broker' | 'database', title: string): Scenario => ({
  name: `frozen-${who}`,
  title,
  long: '60 s, instead of 12 s',
  async strike(plant: HardPlant, { long }) {
    const ms = long ? 60_000 : 12_000;
    const pids = family(plant[who].pid());
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      await sleep(ms);
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
    return nothing(secondsOf(ms));
  },
});

/** Hard test 19, of one instance: the pause of its process. */
export const frozenServer = frozen('server', 'The server stands still (SIGSTOP), as in a long pause of its machine');
export const frozenBroker = frozen('broker', 'The broker stands still (SIGSTOP), its connections open');
export const frozenDatabase = frozen('database', 'The database stands still (SIGSTOP, with all its processes)');
