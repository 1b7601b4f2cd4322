import type { TypedValue } from './values.js';

export type ArrayType = Extract<TypedValue['type'], `${string}Array`>;
type ArrayValue = Extract<TypedValue, { type: ArrayType }>;

/** Bytes of one element, how it is read, and how it is written: all little-endian. */
const ELEMENTS = {
  Int8Array: [1, (view, at) => view.getInt8(at), (view, at, value) => view.setInt8(at, value)],
  Int16Array: [2, (view, at) => view.getInt16(at, true), (view, at, value) => view.setInt16(at, value, true)],
  Int32Array: [4, (view, at) => view.getInt32(at, true), (view, at, value) => view.setInt32(at, value, true)],
  UInt8Array: [1, (view, at) => view.getUint8(at), (view, at, value) => view.setUint8(at, value)],
  UInt16Array: [2, (view, at) => view.getUint16(at, true), (view, at, value) => view.setUint16(at, value, true)],
  UInt32Array: [4, (view, at) => view.getUint32(at, true), (view, at, value) => view.setUint32(at, value, true)],
  FloatArray: [4, (view, at) => view.getFloat32(at, true), (view, at, value) => view.setFloat32(at, value, true)],
  DoubleArray: [8, (view, at) => view.getFloat64(at, true), (view, at, value) => view.setFloat64(at, value, true)],
} satisfies Record<string, Element<number>>;

const LONG_ELEMENTS = {
  Int64Array: [8, (view, at) => view.getBigInt64(at, true), (view, at, value) => view.setBigInt64(at, value, true)],
  UInt64Array: [8, (view, at) => view.getBigUint64(at, true), (view, at, value) => view.setBigUint64(at, value, true)],
  DateTimeArray: [
    8,
    (view, at) => view.getBigUint64(at, true),
    (view, at, value) => view.setBigUint64(at, value, true),
  ],
} satisfies Record<string, Element<bigint>>;

type Element<T> = [
  size: number,
  read: (view: DataView, at: number) => T,
  write: (view: DataView, at: number, value: T) => void,
];

function unpack<T>([size, read]: Element<T>, bytes: Uint8Array): T[] | null {
  if (bytes.length % size !== 0) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / size }, (_, index) => read(view, index * size));
}

function pack<T>([size, , write]: Element<T>, values: T[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * size));
  values.forEach((value, index) => write(view, index * size, value));
  return new Uint8Array(view.buffer);
}

/** A count of 32 bits, then a bit each, the first the highest of its byte. */
function unpackBooleans(bytes: Uint8Array): boolean[] | null {
  if (bytes.length < 4) return null;
  const count = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  if (bytes.length !== 4 + Math.ceil(count / 8)) return null;
  return Array.from({ length: count }, (_, index) => ((bytes[4 + (index >> 3)]! >> (7 - (index & 7))) & 1) === 1);
}

function packBooleans(values: boolean[]): Uint8Array {
  const bytes = new Uint8Array(4 + Math.ceil(values.length / 8));
  new DataView(bytes.buffer).setUint32(0, values.length, true);
  values.forEach((value, index) => {
    if (value) bytes[4 + (index >> 3)]! |= 0x80 >> (index & 7);
  });
  return bytes;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Texts, each ended by a zero. */
function unpackStrings(bytes: Uint8Array): string[] | null {
  if (bytes.length === 0) return [];
  if (bytes.at(-1) !== 0) return null;
  try {
    return UTF8.decode(bytes.subarray(0, -1)).split('\0');
  } catch {
    return null;
  }
}

/** The elements that bytes stand for; null where they stand for none of the type. */
export function unpackArray(type: ArrayType, bytes: Uint8Array): ArrayValue | null {
  switch (type) {
    case 'Int8Array':
    case 'Int16Array':
    case 'Int32Array':
    case 'UInt8Array':
    case 'UInt16Array':
    case 'UInt32Array':
    case 'FloatArray':
    case 'DoubleArray': {
      const value = unpack<number>(ELEMENTS[type], bytes);
      return value === null ? null : { type, value };
    }
    case 'Int64Array':
    case 'UInt64Array':
    case 'DateTimeArray': {
      const value = unpack<bigint>(LONG_ELEMENTS[type], bytes);
      return value === null ? null : { type, value };
    }
    case 'BooleanArray': {
      const value = unpackBooleans(bytes);
      return value === null ? null : { type, value };
    }
    case 'StringArray': {
      const value = unpackStrings(bytes);
      return value === null ? null : { type, value };
    }
  }
}

export function packArray({ type, value }: ArrayValue): Uint8Array {
  switch (type) {
    case 'Int8Array':
    case 'Int16Array':
    case 'Int32Array':
    case 'UInt8Array':
    case 'UInt16Array':
    case 'UInt32Array':
    case 'FloatArray':
    case 'DoubleArray':
      return pack<number>(ELEMENTS[type], value);
    case 'Int64Array':
    case 'UInt64Array':
    case 'DateTimeArray':
      return pack<bigint>(LONG_ELEMENTS[type], value);
    case 'BooleanArray':
      return packBooleans(value);
    case 'StringArray':
      return Buffer.from(value.map((text) => `${text}\0`).join(''));
  }
}
