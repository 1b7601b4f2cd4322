import { DataType } from 'node-opcua';
import { buildDevice } from './device-nodes.js';
import { type Nodes, put } from './nodes.js';

/** What the heartbeat of a neighbour says, for ever. */
export const NEIGHBOUR_BEAT = 4_000_000_000;

/** A second device at a unit's server: it stands there with a heartbeat of its own, and runs nothing. */
export function buildNeighbour(nodes: Nodes, serial: string): void {
  const { values } = buildDevice(nodes, { name: serial, serial });
  put(values.heartbeat!, DataType.UInt32, NEIGHBOUR_BEAT, new Date());
}
