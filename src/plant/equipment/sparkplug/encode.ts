import { carry } from './typed.js';
import {
  type Carried,
  DATA_TYPES,
  type DataSet,
  type DataType,
  type Metric,
  type Payload,
  type Property,
  type PropertySet,
  type Template,
  type Values,
} from './values.js';
import {
  toHalves,
  type WireDataSet,
  type WireMetric,
  type WirePropertySet,
  type WireTemplate,
  type WireValue,
  writeWire,
} from './wire.js';

/** What is left out of a metric is not sent. */
export type MetricToSend = Partial<Metric>;

export function encodePayload(payload: Partial<Omit<Payload, 'metrics'>> & { metrics?: MetricToSend[] }): Uint8Array {
  const { timestamp = null, metrics = [], seq = null, uuid, body } = payload;
  return writeWire({
    ...(timestamp === null ? {} : { timestamp: toHalves(timestamp) }),
    metrics: metrics.map(wireMetric),
    ...(seq === null ? {} : { seq: toHalves(BigInt(seq)) }),
    ...(uuid == null ? {} : { uuid }),
    ...(body == null ? {} : { body }),
  });
}

/** A metric with name, type and value; null is sent as such. */
export function metric<T extends DataType>(
  name: string,
  type: T,
  value: Values[T] | null,
  more: MetricToSend = {},
): MetricToSend {
  return { name, datatype: DATA_TYPES[type], ...held(type, value), ...more };
}

/** A metric of data by alias alone, as its birth has named and typed it. */
export function aliased<T extends DataType>(
  alias: bigint,
  type: T,
  value: Values[T] | null,
  more: MetricToSend = {},
): MetricToSend {
  return { alias, ...held(type, value), ...more };
}

export const property = <T extends DataType>(type: T, value: Values[T] | null): Property => ({
  type,
  value: value === null ? null : carry(type, value),
});

const held = <T extends DataType>(type: T, value: Values[T] | null): MetricToSend =>
  value === null ? { isNull: true } : { value: carry(type, value) };

function wireMetric(given: MetricToSend): WireMetric {
  const { name, alias, timestamp, datatype, isHistorical, isTransient, isNull, metadata, properties, value } = given;
  const { size, seq, ...rest } = metadata ?? {};
  return {
    ...(name == null ? {} : { name }),
    ...(alias == null ? {} : { alias: toHalves(alias) }),
    ...(timestamp == null ? {} : { timestamp: toHalves(timestamp) }),
    ...(datatype == null ? {} : { datatype }),
    ...(isHistorical === true ? { isHistorical } : {}),
    ...(isTransient === true ? { isTransient } : {}),
    ...(isNull === true ? { isNull } : {}),
    ...(metadata == null
      ? {}
      : {
          metadata: {
            ...rest,
            ...(size === undefined ? {} : { size: toHalves(size) }),
            ...(seq === undefined ? {} : { seq: toHalves(seq) }),
          },
        }),
    ...(properties == null ? {} : { properties: wirePropertySet(properties) }),
    ...(value == null ? {} : wireValue(value)),
  };
}

function wireValue(carried: Carried): WireValue {
  switch (carried.in) {
    case 'int':
      return { intValue: carried.value };
    case 'long':
      return { longValue: toHalves(carried.value) };
    case 'float':
      return { floatValue: carried.value };
    case 'double':
      return { doubleValue: carried.value };
    case 'boolean':
      return { booleanValue: carried.value };
    case 'string':
      return { stringValue: carried.value };
    case 'bytes':
      return { bytesValue: carried.value };
    case 'dataset':
      return { datasetValue: wireDataSet(carried.value) };
    case 'template':
      return { templateValue: wireTemplate(carried.value) };
    case 'properties':
      return { propertysetValue: wirePropertySet(carried.value) };
    case 'property-list':
      return { propertysetsValue: { propertyset: carried.value.map(wirePropertySet) } };
  }
}

const wireType = (type: DataType | null) => (type === null ? {} : { type: DATA_TYPES[type] });

function wirePropertySet(set: PropertySet): WirePropertySet {
  const values = [...set.values()].map(({ type, value }) => ({
    ...wireType(type),
    ...(value === null ? { isNull: true } : wireValue(value)),
  }));
  return { keys: [...set.keys()], values };
}

function wireDataSet({ columns, types, rows }: DataSet): WireDataSet {
  return {
    numOfColumns: toHalves(BigInt(columns.length)),
    columns,
    types: types.map((type) => DATA_TYPES[type]),
    rows: rows.map((row) => ({
      elements: row.map((value, index) => (value === null ? {} : wireValue(carry(types[index]!, value as never)))),
    })),
  };
}

function wireTemplate({ version, templateRef, isDefinition, metrics, parameters }: Template): WireTemplate {
  return {
    ...(version === null ? {} : { version }),
    ...(templateRef === null ? {} : { templateRef }),
    isDefinition,
    metrics: metrics.map(wireMetric),
    parameters: parameters.map(({ name, type, value }) => ({
      name,
      ...wireType(type),
      ...(value === null ? {} : wireValue(value)),
    })),
  };
}
