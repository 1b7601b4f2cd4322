import { setTimeout as sleep } from 'node:timers/promises';
import { nothing, type Scenario, secondsOf } from './scenario.js';

/** Hard test 11. */
export const brokerBacklog: Scenario = {
  name: 'broker-backlog',
  title:
    'The server is away while its broker queues; then the broker is killed by kill -9 with the queue, and both come back',
  long: '10 min of queue, instead of 15 s',
  async strike(plant, { long }) {
    const ms = long ? 600_000 : 15_000;
    await plant.server.kill();
    await sleep(ms);
    await plant.broker.kill();
    await plant.broker.start();
    await plant.server.start();
    return nothing(`${secondsOf(ms)} of queue`);
  },
};
