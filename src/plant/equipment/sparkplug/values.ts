/** Data types of Sparkplug B 3.0 with their numbers. */
export const DATA_TYPES = {
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt8: 5,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
  DateTime: 13,
  Text: 14,
  UUID: 15,
  DataSet: 16,
  Bytes: 17,
  File: 18,
  Template: 19,
  PropertySet: 20,
  PropertySetList: 21,
  Int8Array: 22,
  Int16Array: 23,
  Int32Array: 24,
  Int64Array: 25,
  UInt8Array: 26,
  UInt16Array: 27,
  UInt32Array: 28,
  UInt64Array: 29,
  FloatArray: 30,
  DoubleArray: 31,
  BooleanArray: 32,
  StringArray: 33,
  DateTimeArray: 34,
} as const;

export type DataType = keyof typeof DATA_TYPES;

const NAMES = new Map<number, DataType>(Object.entries(DATA_TYPES).map(([name, id]) => [id, name as DataType]));

export const dataTypeOf = (id: number): DataType | null => NAMES.get(id) ?? null;

/** What a value of each type is here. DateTime is milliseconds since 1970, UTC. */
export interface Values {
  Int8: number;
  Int16: number;
  Int32: number;
  Int64: bigint;
  UInt8: number;
  UInt16: number;
  UInt32: number;
  UInt64: bigint;
  Float: number;
  Double: number;
  Boolean: boolean;
  String: string;
  DateTime: bigint;
  Text: string;
  UUID: string;
  DataSet: DataSet;
  Bytes: Uint8Array;
  File: Uint8Array;
  Template: Template;
  PropertySet: PropertySet;
  PropertySetList: PropertySet[];
  Int8Array: number[];
  Int16Array: number[];
  Int32Array: number[];
  Int64Array: bigint[];
  UInt8Array: number[];
  UInt16Array: number[];
  UInt32Array: number[];
  UInt64Array: bigint[];
  FloatArray: number[];
  DoubleArray: number[];
  BooleanArray: boolean[];
  StringArray: string[];
  DateTimeArray: bigint[];
}

/** A value with its type. */
export type TypedValue = { [T in DataType]: { type: T; value: Values[T] } }[DataType];

export type ScalarType = Extract<
  DataType,
  | 'Int8'
  | 'Int16'
  | 'Int32'
  | 'Int64'
  | 'UInt8'
  | 'UInt16'
  | 'UInt32'
  | 'UInt64'
  | 'Float'
  | 'Double'
  | 'Boolean'
  | 'String'
  | 'DateTime'
  | 'Text'
  | 'UUID'
>;

export type Scalar = Values[ScalarType];

/** A table; each row has one element a column, null where it has no value. */
export interface DataSet {
  columns: string[];
  types: ScalarType[];
  rows: (Scalar | null)[][];
}

export interface Property {
  /** null where the sender has left it out */
  type: DataType | null;
  value: Carried | null;
}

export type PropertySet = ReadonlyMap<string, Property>;

export interface Template {
  version: string | null;
  templateRef: string | null;
  isDefinition: boolean;
  metrics: Metric[];
  parameters: { name: string; type: DataType | null; value: Carried | null }[];
}

/** A value as the wire carries it: what it means is said by its type, which data by alias leaves out. */
export type Carried =
  /** uint32 */
  | { in: 'int'; value: number }
  /** uint64 */
  | { in: 'long'; value: bigint }
  | { in: 'float'; value: number }
  | { in: 'double'; value: number }
  | { in: 'boolean'; value: boolean }
  | { in: 'string'; value: string }
  | { in: 'bytes'; value: Uint8Array }
  | { in: 'dataset'; value: DataSet }
  | { in: 'template'; value: Template }
  | { in: 'properties'; value: PropertySet }
  | { in: 'property-list'; value: PropertySet[] };

export interface MetaData {
  isMultiPart?: boolean;
  contentType?: string;
  size?: bigint;
  seq?: bigint;
  fileName?: string;
  fileType?: string;
  md5?: string;
  description?: string;
}

export interface Metric {
  name: string | null;
  alias: bigint | null;
  /** ms since 1970 */
  timestamp: bigint | null;
  /** number of the type, as sent */
  datatype: number | null;
  isHistorical: boolean;
  isTransient: boolean;
  isNull: boolean;
  metadata: MetaData | null;
  properties: PropertySet | null;
  /** null where there is none */
  value: Carried | null;
}

export interface Payload {
  /** ms since 1970 */
  timestamp: bigint | null;
  metrics: Metric[];
  /** 0 to 255; commands and node deaths have none */
  seq: number | null;
  uuid: string | null;
  body: Uint8Array | null;
}
