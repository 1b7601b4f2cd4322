import type { Instant, Uuid } from '../../../kernel/ids.js';

/** A step of a browse path: namespace URI and browse name. */
export interface PathStep {
  namespace: string;
  name: string;
}

/** Where a tag of the unit class is found at the unit: browse path from the unit's device. */
export interface TagAddress {
  tag: string;
  path: PathStep[];
}

/** How the unit is reached, and as what it must answer. */
export interface OpcuaConnection {
  kind: 'opcua';
  profile: 'lads';
  /** `opc.tcp://host:port` */
  endpoint: string;
  /** URI in the subjectAltName of the unit's certificate */
  applicationUri: string;
  /** the device's node below DeviceSet; its namespace with it */
  device: PathStep;
  /** the functional unit's node below the device's FunctionalUnitSet */
  functionalUnit: PathStep;
  /** the fastest that any tag is sampled; sizes the unit's queues */
  samplesPerSecond: number;
}

/** `in-service` units can be bound to a batch. */
export type UnitStatus = 'in-service' | 'out-of-service';

/** What a person states of a unit. */
export interface UnitDefinition {
  code: string;
  title: string;
  site: string;
  room: string;
  unitClass: string;
  serial: string;
  productInstanceUri: string;
  connector: OpcuaConnection;
  tagMap: TagAddress[];
  status: UnitStatus;
}

export interface UnitRow extends UnitDefinition {
  id: Uuid;
}

/** A unit held by a batch, from bind to release. */
export interface BindingRow {
  id: Uuid;
  unit: Uuid;
  position: string;
  batch: Uuid;
  coi: string;
  unitProcedure: string;
  boundAt: Instant;
  releasedAt: Instant | null;
}
