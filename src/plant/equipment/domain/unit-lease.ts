import type { Uuid } from '../../../kernel/ids.js';
import type { ConnectorKind } from './connection.js';
import type { UnitRow } from './rows.js';

/**
 * Sessions that all MQTT units are spread over, each with a client id of its own that the broker knows: another number is
 * another plan of which unit is in which, and costs a gap.
 */
export const MQTT_SHARDS = 8;

/** Every unit is in the same one for ever. */
export const shardOf = (unit: Uuid): number => Number.parseInt(unit.slice(-8), 16) % MQTT_SHARDS;

/**
 * The lease under which a server follows a unit: one a unit over OPC UA; of each broker one a session over MQTT, and one for the
 * Sparkplug host. Of a broker with a name it stands behind what it is: `mqtt@north/2`, `sparkplug@north`.
 */
export function leaseOf({ id, kind, broker }: { id: Uuid; kind: ConnectorKind; broker: string | null }): string {
  const at = broker === null ? '' : `@${broker}`;
  switch (kind) {
    case 'opcua':
      return `unit/${id}`;
    case 'mqtt':
      return `mqtt${at}/${shardOf(id)}`;
    case 'sparkplug':
      return `sparkplug${at}`;
  }
}

/** How the units of a lease are reached; `session`: which of ours at their broker, in its client id. */
export function reachOfLease(lease: string): { kind: ConnectorKind; broker: string | null; session: string } {
  const [, what, broker = null] = /^(\w+)(?:@([^/]+))?/.exec(lease)!;
  const kind = what === 'unit' ? 'opcua' : what === 'mqtt' ? 'mqtt' : 'sparkplug';
  return { kind, broker, session: lease.replace(/[@/]/g, '-') };
}

/** One out of service is not listened to at a broker, where another may have its place by then. */
export const isFollowed = ({ connector: { kind }, status }: UnitRow): boolean =>
  kind === 'opcua' || status === 'in-service';

/** Whatever makes a connection another one, as text to compare. */
export function reachText(unit: UnitRow): string {
  const { code, serial, productInstanceUri, connector, tagMap, site, room } = unit;
  return JSON.stringify([code, serial, productInstanceUri, connector, tagMap, site, room, isFollowed(unit)]);
}
