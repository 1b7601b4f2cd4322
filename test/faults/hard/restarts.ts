import { until } from '../../support/walk.js';
import type { HardPlant } from './hard-plant.js';
import { nothing, type Scenario, secondsOf } from './scenario.js';

/** ms in which a tag without a node is to be shown. */
const SHOWN = 10_000;
const TAG = 'glucose';

/** Each OPC UA unit is killed, and started with these options. */
async function restart(plant: HardPlant, ...options: string[]): Promise<void> {
  await Promise.all(
    plant.opcua.map(async (code) => {
      await plant.units[code]!.kill();
      await plant.units[code]!.start(...options);
    }),
  );
}

const untilLive = (plant: HardPlant) =>
  until('all units are live again', async () => (await plant.away()).length === 0, 300_000);

/** Hard test 3. */
export const namespaceShift: Scenario = {
  name: 'namespace-shift',
  title:
    'OPC UA units restart with another namespace where theirs was, in which nodes of the same ids lie; then as they were',
  long: 'the same',
  async strike(plant) {
    for (const options of [['--shifted'], []]) {
      await restart(plant, ...options);
      await untilLive(plant);
      await plant.flow();
    }
    return nothing();
  },
};

/** Hard test 4. */
export const missingNode: Scenario = {
  name: 'missing-node',
  title: `OPC UA units restart without the node of one tag (${TAG}), which they have again later`,
  long: '60 s without the node, instead of 20 s',
  async strike(plant, { long }) {
    const seconds = long ? 60 : 20;
    await restart(plant, '--late', `${TAG}=${seconds}`);
    const began = performance.now();
    const last = plant.opcua.length;
    const isShown = async () => (await plant.problems()).filter((text) => text.startsWith(`${TAG}:`)).length === last;
    await until('the tag is shown as not found', isShown, 120_000);
    const seen = performance.now() - began;
    await untilLive(plant);
    const back = performance.now() - began - seconds * 1000;
    return {
      seen,
      words: [`${seconds} s without the node; live again ${secondsOf(Math.max(0, back))} after it was back`],
      wrong: seen > SHOWN ? [`the tag was shown as not found after ${secondsOf(seen)}`] : [],
    };
  },
};
