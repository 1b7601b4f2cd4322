import { setTimeout as sleep } from 'node:timers/promises';
import { memoryOf } from './hard-plant.js';
import { type Scenario, secondsOf } from './scenario.js';

/** MiB that the server may grow in a minute of such an outage. */
const GROWTH = 150;

/** Hard test 8, its first part. */
export const databaseAway: Scenario = {
  name: 'database-away',
  title: 'The database is killed, and is not there for a while',
  long: '5 min, instead of 20 s',
  async strike(plant, { long }) {
    const ms = long ? 300_000 : 20_000;
    const before = memoryOf(plant.server);
    const pid = plant.server.pid();
    await plant.database.kill();
    await sleep(ms);
    const grown = memoryOf(plant.server) - before;
    await plant.database.start();
    const wrong = [
      ...(plant.server.isAlive() && plant.server.pid() === pid ? [] : ['the server ended with its database']),
      ...(grown > (GROWTH * Math.max(ms, 60_000)) / 60_000 ? [`the server grew by ${grown} MiB`] : []),
    ];
    return { seen: null, words: [`${secondsOf(ms)}; the server grew by ${grown} MiB`], wrong };
  },
};
