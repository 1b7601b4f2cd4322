import protobuf from 'protobufjs/light.js';

/** An unsigned 64-bit integer as protobufjs gives and takes it: two halves, each of whose bits count. */
export interface Halves {
  low: number;
  high: number;
  unsigned?: boolean;
}

/** Messages of Sparkplug B 3.0 as they stand on the wire; what was not sent is not there. */
export interface WirePayload {
  timestamp?: Halves;
  metrics?: WireMetric[];
  seq?: Halves;
  uuid?: string;
  body?: Uint8Array;
}

/** One of these carries the value; more than one is a fault. */
export interface WireValue {
  intValue?: number;
  longValue?: Halves;
  floatValue?: number;
  doubleValue?: number;
  booleanValue?: boolean;
  stringValue?: string;
  bytesValue?: Uint8Array;
  datasetValue?: WireDataSet;
  templateValue?: WireTemplate;
  propertysetValue?: WirePropertySet;
  propertysetsValue?: { propertyset?: WirePropertySet[] };
}

export interface WireMetric extends WireValue {
  name?: string;
  alias?: Halves;
  timestamp?: Halves;
  datatype?: number;
  isHistorical?: boolean;
  isTransient?: boolean;
  isNull?: boolean;
  metadata?: WireMetaData;
  properties?: WirePropertySet;
}

export interface WireMetaData {
  isMultiPart?: boolean;
  contentType?: string;
  size?: Halves;
  seq?: Halves;
  fileName?: string;
  fileType?: string;
  md5?: string;
  description?: string;
}

export interface WirePropertySet {
  keys?: string[];
  values?: (WireValue & { type?: number; isNull?: boolean })[];
}

export interface WireDataSet {
  numOfColumns?: Halves;
  columns?: string[];
  types?: number[];
  rows?: { elements?: WireValue[] }[];
}

export interface WireTemplate {
  version?: string;
  metrics?: WireMetric[];
  parameters?: (WireValue & { name?: string; type?: number })[];
  templateRef?: string;
  isDefinition?: boolean;
}

type Fields = Record<string, { id: number; type: string; rule?: 'repeated' }>;

const one = (id: number, type: string) => ({ id, type });
const many = (id: number, type: string) => ({ id, type, rule: 'repeated' as const });

/** The six scalar carriers stand in this order in every message that has a value, from a first number on. */
const scalars = (first: number): Fields => ({
  intValue: one(first, 'uint32'),
  longValue: one(first + 1, 'uint64'),
  floatValue: one(first + 2, 'float'),
  doubleValue: one(first + 3, 'double'),
  booleanValue: one(first + 4, 'bool'),
  stringValue: one(first + 5, 'string'),
});

/** Presence is explicit, text is checked to be UTF-8, and lists of numbers are not packed: as proto2, but for the check. */
const message = (fields: Fields) => ({
  edition: '2023',
  options: { features: { repeated_field_encoding: 'EXPANDED' } },
  fields,
});

/** Field numbers of Sparkplug B 3.0, chapter 6. */
const ROOT = protobuf.Root.fromJSON({
  nested: {
    Payload: message({
      timestamp: one(1, 'uint64'),
      metrics: many(2, 'Metric'),
      seq: one(3, 'uint64'),
      uuid: one(4, 'string'),
      body: one(5, 'bytes'),
    }),
    Metric: message({
      name: one(1, 'string'),
      alias: one(2, 'uint64'),
      timestamp: one(3, 'uint64'),
      datatype: one(4, 'uint32'),
      isHistorical: one(5, 'bool'),
      isTransient: one(6, 'bool'),
      isNull: one(7, 'bool'),
      metadata: one(8, 'MetaData'),
      properties: one(9, 'PropertySet'),
      ...scalars(10),
      bytesValue: one(16, 'bytes'),
      datasetValue: one(17, 'DataSet'),
      templateValue: one(18, 'Template'),
    }),
    MetaData: message({
      isMultiPart: one(1, 'bool'),
      contentType: one(2, 'string'),
      size: one(3, 'uint64'),
      seq: one(4, 'uint64'),
      fileName: one(5, 'string'),
      fileType: one(6, 'string'),
      md5: one(7, 'string'),
      description: one(8, 'string'),
    }),
    PropertySet: message({ keys: many(1, 'string'), values: many(2, 'PropertyValue') }),
    PropertySetList: message({ propertyset: many(1, 'PropertySet') }),
    PropertyValue: message({
      type: one(1, 'uint32'),
      isNull: one(2, 'bool'),
      ...scalars(3),
      propertysetValue: one(9, 'PropertySet'),
      propertysetsValue: one(10, 'PropertySetList'),
    }),
    DataSet: message({
      numOfColumns: one(1, 'uint64'),
      columns: many(2, 'string'),
      types: many(3, 'uint32'),
      rows: many(4, 'Row'),
    }),
    Row: message({ elements: many(1, 'DataSetValue') }),
    DataSetValue: message(scalars(1)),
    Template: message({
      version: one(1, 'string'),
      metrics: many(2, 'Metric'),
      parameters: many(3, 'Parameter'),
      templateRef: one(4, 'string'),
      isDefinition: one(5, 'bool'),
    }),
    Parameter: message({ name: one(1, 'string'), type: one(2, 'uint32'), ...scalars(3) }),
  },
});

const PAYLOAD = ROOT.lookupType('Payload');

/** Throws for what is not a payload. What is nested deeper than the library follows is none. */
export function readWire(bytes: Uint8Array): WirePayload {
  // a plain array: only that reader refuses text that is not UTF-8
  return PAYLOAD.decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)) as WirePayload;
}

export const writeWire = (payload: WirePayload): Uint8Array => PAYLOAD.encode(payload).finish();

export const toBigint = ({ low, high }: Halves): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

/** Two's complement for a negative number. */
export function toHalves(value: bigint): Halves {
  const bits = BigInt.asUintN(64, value);
  return { low: Number(bits & 0xffff_ffffn), high: Number(bits >> 32n), unsigned: true };
}
