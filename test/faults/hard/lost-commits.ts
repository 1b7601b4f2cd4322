import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/walk.js';
import { nothing, type Scenario } from './scenario.js';

/** Hard test 9. */
export const lostCommits: Scenario = {
  name: 'lost-commits',
  title: 'A commit succeeds, and the word of it never reaches the server',
  long: '500 commits, instead of 15',
  async strike({ lines: { database } }, { rounds, long }) {
    const times = rounds ?? (long ? 500 : 15);
    const before = database.unheard;
    for (let n = 1; n <= times; n++) {
      database.loseCommit();
      await until('a commit is lost', async () => database.unheard === before + n);
      await sleep(150);
    }
    return nothing(`${times} commits unheard of`);
  },
};
