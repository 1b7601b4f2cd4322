import { unitApplicationUri } from '../../simulators/opcua/index.js';
import type { Api } from './api.js';
import type { PlantFile, PlantUnit } from './plant-file.js';

/** States the units of the plant file that are there, where they are reached now. */
export async function seedUnits(engineer: Api, plant: PlantFile, endpoints: Record<string, string>): Promise<void> {
  for (const unit of plant.units) {
    const endpoint = endpoints[unit.code];
    if (endpoint === undefined) continue;
    const { code, connector, ...more } = unit;
    const { tagMap, ...kind } = connector;
    await engineer.put(`/units/${code}`, {
      ...more,
      site: plant.site.code,
      status: 'in-service',
      connector: { ...kind, ...reach(unit, endpoint), samplesPerSecond: 1 },
      tagMap: plant.tagMaps[tagMap],
    });
  }
}

/** Units of a broker are found by their topics alone. */
const reach = ({ code, connector }: PlantUnit, endpoint: string): object =>
  connector.kind === 'opcua'
    ? { endpoint, applicationUri: unitApplicationUri(code), securityPolicy: 'Basic256Sha256' }
    : {};
