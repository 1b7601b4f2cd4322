import {
  type Connection,
  type ConnectorKind,
  filledTagMap,
  type OpcuaConnection,
  type TagMap,
  type UnitDefinition,
} from '../../src/plant/equipment/domain/index.js';
import type { Plant, PlantUnit } from './plant-file.js';

/** Which kind of connector a tag map's form is of. */
export const kindOf = (map: TagMap): ConnectorKind =>
  'messages' in map ? 'mqtt' : 'metrics' in map ? 'sparkplug' : 'opcua';

/** Where a unit of OPC UA answers, and as what. */
type Reach = Pick<OpcuaConnection, 'endpoint' | 'applicationUri'>;

/**
 * A unit as the server has it, with codes of site and room; null where the file does not say enough for one. `known`: where it is
 * reached, of a unit whose file leaves that out.
 */
export function definitionOf(plant: Plant, unit: PlantUnit, known?: Reach): UnitDefinition | null {
  const { code, title, unitClass, room, serial, productInstanceUri, positions = [], status = 'in-service' } = unit;
  const connector = connectionOf(unit, known);
  const tagMap = plant.tagMaps[unit.connector.tagMap];
  if (connector === null || tagMap === undefined || kindOf(tagMap) !== connector.kind) return null;
  const places = { site: plant.site.code, room, unit: code, serial };
  return {
    ...{ code, title, site: plant.site.code, room, unitClass, serial, productInstanceUri, connector },
    tagMap: 'messages' in tagMap ? filledTagMap(tagMap, places).map : tagMap,
    status,
    ...(positions.length > 0 && { positions }),
  };
}

function connectionOf({ connector }: PlantUnit, known?: Reach): Connection | null {
  const { samplesPerSecond = 1 } = connector;
  switch (connector.kind) {
    case 'opcua': {
      const { kind, profile, securityPolicy = 'Basic256Sha256', signIn, outage, identity } = connector;
      const { endpoint = known?.endpoint, applicationUri = known?.applicationUri } = connector;
      if (endpoint === undefined || applicationUri === undefined) return null;
      const reached = { kind, profile, endpoint, applicationUri, securityPolicy, samplesPerSecond };
      return {
        ...reached,
        ...(signIn !== undefined && signIn !== 'user-name' && { signIn }),
        ...(outage !== undefined && { outage }),
        ...(identity && { identity }),
      };
    }
    case 'mqtt': {
      const { kind, profile, broker } = connector;
      return { kind, profile, ...(broker !== undefined && { broker }), samplesPerSecond };
    }
    case 'sparkplug': {
      const { kind, profile, broker, group, edgeNode, device } = connector;
      return { kind, profile, ...(broker !== undefined && { broker }), group, edgeNode, device, samplesPerSecond };
    }
  }
}
