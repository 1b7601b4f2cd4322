import { unitApplicationUri } from '../../simulators/opcua/index.js';
import { applySteps, outcomeText } from '../plant/apply.js';
import { planOf } from '../plant/plan.js';
import { readServerPlant } from '../plant/server-plant.js';
import type { Api } from './api.js';
import type { Plant, PlantUnit } from './plant-file.js';

/** Makes the server's plant that of the file, with the units that are there, where they are reached now. */
export async function seedUnits(engineer: Api, plant: Plant, endpoints: Record<string, string>): Promise<void> {
  const units = plant.units.flatMap((unit) => {
    const endpoint = endpoints[unit.code];
    return endpoint === undefined ? [] : [reached(unit, endpoint)];
  });
  const { steps } = planOf({ ...plant, units }, await readServerPlant(engineer, plant.site.code), { retire: false });
  const outcomes = await applySteps(engineer, steps, 'Plant of the demo');
  const failed = outcomes.filter(({ result }) => result !== 'done');
  if (failed.length > 0) throw new Error(failed.map(outcomeText).join('\n'));
}

/** Units of a broker are found by their topics alone. */
const reached = (unit: PlantUnit, endpoint: string): PlantUnit =>
  unit.connector.kind === 'opcua'
    ? { ...unit, connector: { ...unit.connector, endpoint, applicationUri: unitApplicationUri(unit.code) } }
    : unit;
