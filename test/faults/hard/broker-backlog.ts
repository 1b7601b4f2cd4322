import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/walk.js';
import type { HardPlant } from './hard-plant.js';
import type { Asked, Scenario, Told } from './scenario.js';

/** Messages that wait at the broker before it is killed. */
const FEW = 600;
const MANY = 100_000;
/** of patience with units that send some fifty a second, in ms */
const PATIENCE = 2 * 3_600_000;

/** Hard test 11: what the broker had on disk comes. */
export const brokerBacklog: Scenario = {
  name: 'broker-backlog',
  title:
    'The server is away while its broker queues; then the broker is killed by kill -9 with the queue, and both come back',
  long: `a queue of ${MANY} messages, instead of ${FEW}`,
  strike: backlog,
};

/** Hard test 11: what it had in memory alone is gone, and said to be. */
export const brokerForgets: Scenario = {
  name: 'broker-forgets',
  title: 'The same with a broker that keeps nothing on disk: its queue and all its sessions are gone',
  long: `a queue of ${MANY} messages, instead of ${FEW}`,
  own: { forgetful: true },
  strike: backlog,
};

async function backlog(plant: HardPlant, { long }: Asked): Promise<Told> {
  const wanted = long ? MANY : FEW;
  const before = await sent(plant);
  await plant.server.kill();
  await until(`${wanted} messages wait`, async () => (await sent(plant)) - before >= wanted, PATIENCE, 1000);
  // those that the units have sent and the broker has not acknowledged yet
  await sleep(1500);
  await plant.broker.kill();
  await plant.broker.start();
  await plant.server.start();
  return { seen: null, words: [`${(await sent(plant)) - before} messages meanwhile`], wrong: [] };
}

/** Messages of the units of plain MQTT, one a value. */
async function sent(plant: HardPlant): Promise<number> {
  const counts = await Promise.all(
    plant.plain.map(async (code) => (await plant.units[code]!.state()).counter * VALUES),
  );
  return counts.reduce((sum, one) => sum + one, 0);
}

/** of one sample */
const VALUES = 9;
