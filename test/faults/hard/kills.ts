import { killPlan } from '../../support/kill-plan.js';
import { strike as strikeAll } from '../../support/kill-storm.js';
import { nothing, type Scenario } from './scenario.js';

/** ms: the server is killed so long after it has come back, and stays dead so long. */
const AFTER = [300, 1700, 900, 2500, 100, 1300];
const DEAD = [0, 800, 300];
const SEED = 7_261;

/** Hard test 1. */
export const killServer: Scenario = {
  name: 'kill-server',
  title: 'The server is killed by kill -9, again and again, while all units speak',
  long: '100 times',
  async strike(plant, { rounds, long }) {
    const times = rounds ?? (long ? 100 : 3);
    for (let n = 0; n < times; n++)
      await strikeAll(plant, [{ victim: 'server', after: AFTER[n % AFTER.length]!, dead: DEAD[n % DEAD.length]! }]);
    return nothing(`${times} kills`);
  },
};

/** Hard tests 1, 8, 11 and 3 in one. */
export const killAll: Scenario = {
  name: 'kill-all',
  title:
    'Server, broker, database and a unit are killed by kill -9 in an order of chance, more than one dead at a time',
  long: '25 rounds',
  async strike(plant, { rounds, long }) {
    const times = rounds ?? (long ? 25 : 2);
    for (const { kills } of killPlan(SEED, times, plant.codes)) await strikeAll(plant, kills);
    return nothing(`${times} rounds of four kills (seed ${SEED})`);
  },
};
