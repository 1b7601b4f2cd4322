import { typedValue } from './typed.js';
import {
  type Carried,
  type DataSet,
  type DataType,
  dataTypeOf,
  type Metric,
  type Payload,
  type PropertySet,
  type Scalar,
  type ScalarType,
  type Template,
} from './values.js';
import {
  readWire,
  toBigint,
  type WireDataSet,
  type WireMetaData,
  type WireMetric,
  type WirePropertySet,
  type WireTemplate,
  type WireValue,
} from './wire.js';

/** Larger payloads are not looked into. */
export const MOST_BYTES = 1024 * 1024;

/** Two bytes can stand for a metric, whose object takes a hundred. */
const MOST_METRICS = 10_000;

/** Sequence numbers are 0 to this. */
const LAST_SEQ = 255;

export type Decoded = { ok: true; payload: Payload } | { ok: false; fault: 'malformed' | 'too-large'; detail: string };

/** Never throws: bytes that are no payload of Sparkplug B 3.0 are a fault, named in words. */
export function decodePayload(bytes: Uint8Array): Decoded {
  if (bytes.length > MOST_BYTES)
    return { ok: false, fault: 'too-large', detail: `${bytes.length} bytes, ${MOST_BYTES} are the most` };
  try {
    const { timestamp, metrics, seq, uuid, body } = sent(readWire(bytes));
    const sequence = seq === undefined ? null : toBigint(seq);
    if (sequence !== null && sequence > BigInt(LAST_SEQ)) return malformed(`seq ${sequence}`);
    const payload: Payload = {
      timestamp: timestamp === undefined ? null : toBigint(timestamp),
      metrics: metricsOf(metrics ?? []),
      seq: sequence === null ? null : Number(sequence),
      uuid: uuid ?? null,
      body: body ?? null,
    };
    return { ok: true, payload };
  } catch (error) {
    return malformed(error instanceof Error ? error.message : String(error));
  }
}

class Malformed extends Error {}

const malformed = (detail: string): Decoded => ({ ok: false, fault: 'malformed', detail });

/** Without the defaults that the library's messages have for what was not sent. */
const sent = <T extends object>(message: T): T => ({ ...message });

function metricsOf(messages: WireMetric[]): Metric[] {
  if (messages.length > MOST_METRICS) throw new Malformed(`${messages.length} metrics`);
  return messages.map(metricOf);
}

function metricOf(message: WireMetric): Metric {
  const wire = sent(message);
  const isNull = wire.isNull ?? false;
  const value = carriedBy(wire);
  return {
    name: wire.name ?? null,
    alias: wire.alias === undefined ? null : toBigint(wire.alias),
    timestamp: wire.timestamp === undefined ? null : toBigint(wire.timestamp),
    datatype: wire.datatype ?? null,
    isHistorical: wire.isHistorical ?? false,
    isTransient: wire.isTransient ?? false,
    isNull,
    metadata: wire.metadata === undefined ? null : metaDataOf(sent(wire.metadata)),
    properties: wire.properties === undefined ? null : propertySetOf(wire.properties),
    value: isNull ? null : value,
  };
}

function metaDataOf({ size, seq, ...rest }: WireMetaData) {
  return {
    ...rest,
    ...(size === undefined ? {} : { size: toBigint(size) }),
    ...(seq === undefined ? {} : { seq: toBigint(seq) }),
  };
}

function carriedBy(wire: WireValue): Carried | null {
  const found: Carried[] = [];
  if (wire.intValue !== undefined) found.push({ in: 'int', value: wire.intValue });
  if (wire.longValue !== undefined) found.push({ in: 'long', value: toBigint(wire.longValue) });
  if (wire.floatValue !== undefined) found.push({ in: 'float', value: wire.floatValue });
  if (wire.doubleValue !== undefined) found.push({ in: 'double', value: wire.doubleValue });
  if (wire.booleanValue !== undefined) found.push({ in: 'boolean', value: wire.booleanValue });
  if (wire.stringValue !== undefined) found.push({ in: 'string', value: wire.stringValue });
  if (wire.bytesValue !== undefined) found.push({ in: 'bytes', value: wire.bytesValue });
  if (wire.datasetValue !== undefined) found.push({ in: 'dataset', value: dataSetOf(wire.datasetValue) });
  if (wire.templateValue !== undefined) found.push({ in: 'template', value: templateOf(wire.templateValue) });
  if (wire.propertysetValue !== undefined)
    found.push({ in: 'properties', value: propertySetOf(wire.propertysetValue) });
  if (wire.propertysetsValue !== undefined) {
    const sets = sent(wire.propertysetsValue).propertyset ?? [];
    found.push({ in: 'property-list', value: sets.map(propertySetOf) });
  }
  if (found.length > 1) throw new Malformed('two values in one');
  return found[0] ?? null;
}

const typeOf = (id: number | undefined): DataType | null => (id === undefined ? null : dataTypeOf(id));

function propertySetOf(message: WirePropertySet): PropertySet {
  const { keys = [], values = [] } = sent(message);
  if (keys.length !== values.length) throw new Malformed('keys and values of properties differ in number');
  return new Map(
    values.map((each, index) => {
      const wire = sent(each);
      return [keys[index]!, { type: typeOf(wire.type), value: wire.isNull === true ? null : carriedBy(wire) }] as const;
    }),
  );
}

const SCALARS: ReadonlySet<DataType> = new Set<ScalarType>([
  ...(['Int8', 'Int16', 'Int32', 'Int64', 'UInt8', 'UInt16', 'UInt32', 'UInt64'] as const),
  ...(['Float', 'Double', 'Boolean', 'String', 'DateTime', 'Text', 'UUID'] as const),
]);

function dataSetOf(message: WireDataSet): DataSet {
  const { numOfColumns, columns = [], types: ids = [], rows = [] } = sent(message);
  const types = ids.map((id) => {
    const type = dataTypeOf(id);
    if (type === null || !SCALARS.has(type)) throw new Malformed(`column of type ${id}`);
    return type as ScalarType;
  });
  const count = numOfColumns === undefined ? columns.length : Number(toBigint(numOfColumns));
  if (columns.length !== count || types.length !== count) throw new Malformed('columns of a data set differ in number');
  return { columns, types, rows: rows.map((row) => rowOf(types, sent(row).elements ?? [])) };
}

function rowOf(types: ScalarType[], elements: WireValue[]): (Scalar | null)[] {
  if (elements.length !== types.length) throw new Malformed('a row of a data set has not one element a column');
  return elements.map((element, index) => {
    const carried = carriedBy(sent(element));
    const typed = carried === null ? null : typedValue(types[index]!, carried);
    if (carried !== null && typed === null) throw new Malformed(`${carried.in} in a column of ${types[index]}`);
    return (typed?.value ?? null) as Scalar | null;
  });
}

function templateOf(message: WireTemplate): Template {
  const { version, metrics = [], parameters = [], templateRef, isDefinition } = sent(message);
  return {
    version: version ?? null,
    templateRef: templateRef ?? null,
    isDefinition: isDefinition ?? false,
    metrics: metricsOf(metrics),
    parameters: parameters.map((each) => {
      const wire = sent(each);
      return { name: wire.name ?? '', type: typeOf(wire.type), value: carriedBy(wire) };
    }),
  };
}
