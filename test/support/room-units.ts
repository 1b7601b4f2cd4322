import { join } from 'node:path';
import { startMqttUnit } from '../../simulators/mqtt/index.js';
import { type LedgerLine, startUnit } from '../../simulators/opcua/index.js';
import { startEdgeNode } from '../../simulators/sparkplug/index.js';
import type { UnitKind } from '../../simulators/unit/kinds.js';
import { type Plant, type PlantUnit, readPlant } from '../../tools/demo/plant-file.js';
import { AEDES, type BrokerKind, type TestBroker } from './broker.js';

/** A unit of the room in this process, whatever it speaks. */
export interface RoomUnit {
  /** `http://127.0.0.1:…` */
  control: string;
  /** all that it has ever measured, by its own account */
  ledger(): LedgerLine[];
  stop(): Promise<void>;
}

export interface UnitPlace {
  /** its folder has a folder for each unit */
  dir: string;
  /** where it is reached: `opc.tcp://…`, or its broker */
  endpoint: string;
  broker: TestBroker | undefined;
  speed: number;
  /** samples a second */
  rate: number;
}

/** Of every OPC UA unit in a test. */
export const UNIT_PASSWORD = 'of-the-test-units';

/** Command-line words of an OPC UA unit in a provisioned room, for one that runs as a process of its own. */
export function unitOptions(dir: string, code: string, endpoint: string, speed: number, rate = 1) {
  const { serial } = unitOf(readPlant(), code);
  const port = Number(new URL(endpoint).port);
  return { name: code, dir: join(dir, 'units', code), password: UNIT_PASSWORD, serial, port, speed, rate };
}

/** A broker that knows these units of the plant. */
export function startPlantBroker(kind: BrokerKind = AEDES, units: PlantUnit[]): Promise<TestBroker> {
  const site = readPlant().site.code;
  return kind.start({
    units: units.flatMap(({ code: unit, room, connector }) => (connector.kind === 'mqtt' ? { site, room, unit } : [])),
    edgeNodes: units.flatMap(({ connector }) => (connector.kind === 'sparkplug' ? connector : [])),
  });
}

/** Starts a unit of the plant file, by its connector. */
export async function startPlantUnit(code: string, place: UnitPlace): Promise<RoomUnit> {
  const plant = readPlant();
  const { connector, serial, room, unitClass } = unitOf(plant, code);
  const kind = unitClass as UnitKind;
  const { dir: folder, endpoint, broker, speed, rate } = place;
  const [dir, site] = [join(folder, 'units', code), plant.site.code];
  const as = (user: string) => ({ url: endpoint, user, password: broker!.password(user) });
  switch (connector.kind) {
    case 'opcua':
      return startUnit(unitOptions(folder, code, endpoint, speed, rate));
    case 'mqtt':
      return startMqttUnit({ name: code, kind, serial, site, room, dir, broker: as(code), speed, rate });
    case 'sparkplug': {
      const { group, edgeNode: name, device } = connector;
      const devices = [{ name: device, serial }];
      const node = await startEdgeNode({ name, group, dir, broker: as(name), devices, speed, rate });
      return { ...node.devices[0]!, stop: () => node.stop() };
    }
  }
}

/** A unit of the plant file, as an engineer defines it; without an endpoint. */
export function unitDefinition(code: string) {
  const plant = readPlant();
  const { code: _, connector, ...unit } = unitOf(plant, code);
  const { tagMap, ...kind } = connector;
  return { ...unit, site: plant.site.code, connector: kind, tagMap: plant.tagMaps[tagMap] };
}

const unitOf = ({ units }: Plant, code: string): PlantUnit => units.find((unit) => unit.code === code)!;
