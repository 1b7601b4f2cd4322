import type { Api } from './api.js';
import type { PlantFile } from './plant-file.js';
import { unitApplicationUri } from '../../simulators/opcua/index.js';

/** States the units of the plant file at the endpoints at which they run now. */
export async function seedUnits(engineer: Api, plant: PlantFile, endpoints: Record<string, string>): Promise<void> {
  for (const { code, connector, ...unit } of plant.units) {
    const endpoint = endpoints[code];
    if (endpoint === undefined) continue;
    const { tagMap, ...kind } = connector;
    await engineer.put(`/units/${code}`, {
      ...unit,
      site: plant.site.code,
      status: 'in-service',
      connector: {
        ...kind,
        endpoint,
        applicationUri: unitApplicationUri(code),
        securityPolicy: 'Basic256Sha256',
        samplesPerSecond: 1,
      },
      tagMap: plant.tagMaps[tagMap],
    });
  }
}
