import { brokerOf } from './connection.js';
import type { UnitDefinition } from './rows.js';
import { filtersOf, overlap } from './topic.js';

type Addressed = Pick<UnitDefinition, 'status' | 'connector' | 'tagMap'>;

/**
 * A place at a broker at which two units would answer, so that one's readings could pass for the other's; null for none. A unit
 * out of service has given its place up.
 */
export function sharedAddress(one: Addressed, other: Addressed): string | null {
  if (one.status === 'out-of-service' || other.status === 'out-of-service') return null;
  if (brokerOf(one.connector) !== brokerOf(other.connector)) return null;
  const [a, b] = [addressesOf(one), addressesOf(other)];
  return a.find((address) => b.some((taken) => overlap(address, taken))) ?? null;
}

/** Units of OPC UA have an endpoint each, and a certificate that tells whose it is. */
function addressesOf({ connector, tagMap }: Addressed): string[] {
  if (connector.kind === 'sparkplug') return [`spBv1.0/${connector.group}/${connector.edgeNode}/${connector.device}`];
  return 'messages' in tagMap ? filtersOf(tagMap) : [];
}
