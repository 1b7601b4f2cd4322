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

/** The lease under which a server follows a unit: one a unit over OPC UA, one a session over MQTT, one for the Sparkplug host. */
export function leaseOf({ id, kind }: { id: Uuid; kind: ConnectorKind }): string {
  switch (kind) {
    case 'opcua':
      return `unit/${id}`;
    case 'mqtt':
      return `mqtt/${shardOf(id)}`;
    case 'sparkplug':
      return 'sparkplug';
  }
}

export const kindOfLease = (lease: string): ConnectorKind =>
  lease.startsWith('unit/') ? 'opcua' : lease.startsWith('mqtt/') ? 'mqtt' : 'sparkplug';

/** Whatever makes a connection another one, as text to compare. */
export const reachText = ({ code, serial, productInstanceUri, connector, tagMap, site, room }: UnitRow): string =>
  JSON.stringify([code, serial, productInstanceUri, connector, tagMap, site, room]);
