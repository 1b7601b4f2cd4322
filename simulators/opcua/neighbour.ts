import { DataType, type UAAlarmConditionEx } from 'node-opcua';
import { alarmOf, CONDITIONS, raisedAtServer, switchAlarm } from './condition-nodes.js';
import { buildDevice } from './device-nodes.js';
import { type Nodes, put } from './nodes.js';

/** What the heartbeat of a neighbour says, for ever. */
export const NEIGHBOUR_BEAT = 4_000_000_000;

/** A second device at a unit's server, on the same gas: it stands there with a heartbeat of its own, and runs nothing. */
export class Neighbour {
  private readonly alarm: UAAlarmConditionEx;

  /** Once the unit itself is built. */
  constructor(nodes: Nodes, serial: string) {
    const { values, culture } = buildDevice(nodes, { name: serial, serial });
    put(values.heartbeat!, DataType.UInt32, NEIGHBOUR_BEAT, new Date());
    raisedAtServer(nodes, culture);
    this.alarm = alarmOf(nodes, culture, 'NeighbourGasLow');
  }

  switch(isOn: boolean): void {
    switchAlarm(this.alarm, CONDITIONS['gas-supply-low'], isOn);
  }
}
