import { dirname } from 'node:path';
import { defineLight, holdUnits, type LightPlant, startLightPlant } from '../../../bench/light-plant.js';
import { runProgram } from '../../../bench/running-unit.js';
import { lostBeats, stormOf, untilLive } from '../../../bench/storm.js';
import { Staff } from '../../../tools/demo/staff.js';
import { TYPESCRIPT } from '../../support/killable.js';
import type { HardPlant } from './hard-plant.js';
import { type Scenario, secondsOf } from './scenario.js';

const [FEW, MANY] = [24, 200];
/** of the light units, held by batches: those that are stated last */
const HELD = 4;
/** The pace of connects is three a second with some chance in it, and a connect takes its time. */
const MOST_A_SECOND = 5;
/** of patience with a busy machine, in ms */
const PATIENCE = 600_000;
const PROGRAM: [string, ...string[]] = [process.execPath, ...TYPESCRIPT, 'simulators/light/main.ts'];

/** Hard test 20. */
export const reconnectStorm: Scenario = {
  name: 'reconnect-storm',
  title: `The server is killed and started, and all its units are connected anew: one whose program runs, ${HELD} that batches hold, and many that nobody needs`,
  long: `${MANY} light units, instead of ${FEW}`,
  own: {},
  async strike(plant, { long }) {
    const load = { units: long ? MANY : FEW, tags: 2, rate: 1 };
    const light = await startLightPlant(PROGRAM, dirname(plant.spool), load);
    try {
      return await storm(plant, light, load);
    } finally {
      light.stop();
    }
  },
};

async function storm(plant: HardPlant, light: LightPlant, load: { units: number; tags: number; rate: number }) {
  const staff = new Staff(plant.url);
  const [first] = plant.opcua as [string];
  const codes = [...plant.codes, ...light.names];
  await defineLight(staff, light, load);
  await untilLive(staff, codes, PATIENCE);
  await runProgram(staff, first);
  const held = light.names.slice(-HELD);
  await holdUnits(staff, held);
  await plant.server.kill();
  const since = Date.now();
  await plant.server.start();
  await untilLive(staff, codes, PATIENCE);
  const lasted = Date.now() - since;
  const lost = await lostBeats(plant.adminUrl, light, PATIENCE);
  const at = (await plant.units[first]!.state()).reachedAt!;
  const { order, peak, flapped } = stormOf([...(await light.told()).reached, { unit: first, at }], since);
  const places = held.map((code) => order.indexOf(code) + 1);
  const wrong = [
    ...(lost > 0 ? [`${lost} values of light units are missing`] : []),
    ...(flapped.length > 0 ? [`${flapped.length} units were connected more than once`] : []),
    ...(peak > MOST_A_SECOND ? [`${peak} units were connected in one second`] : []),
    ...(order[0] === first ? [] : [`the unit whose program runs came as number ${order.indexOf(first) + 1}`]),
    ...(Math.max(...places) > HELD + 1 ? [`the units that batches hold came as number ${places.join(', ')}`] : []),
  ];
  const words = [`${codes.length} units live after ${secondsOf(lasted)}, at most ${peak} connects in one second`];
  return { seen: null, words, wrong };
}
