import { packArray, unpackArray } from './arrays.js';
import type { Carried, DataType, TypedValue, Values } from './values.js';

/** Width in bits, negative where the type is signed. */
export const INTEGERS = {
  Int8: -8,
  Int16: -16,
  Int32: -32,
  UInt8: 8,
  UInt16: 16,
  UInt32: 32,
} as const;

/**
 * An integer of up to 32 bits, whichever of the two integer fields carries it: senders differ. A negative one is two's
 * complement of the field's width, or of the type's own.
 */
function small(width: number, carried: Carried): number | null {
  if (carried.in !== 'int' && carried.in !== 'long') return null;
  const raw = BigInt(carried.value);
  const bits = Math.abs(width);
  const fits = raw >> BigInt(bits) === 0n;
  if (width > 0) return fits ? Number(raw) : null;
  if (fits) return Number(BigInt.asIntN(bits, raw));
  const signed = BigInt.asIntN(carried.in === 'int' ? 32 : 64, raw);
  return signed < 0n && signed >= -(1n << BigInt(bits - 1)) ? Number(signed) : null;
}

/** The carried value as one of a type; null where it is none. */
export function typedValue(type: DataType, carried: Carried): TypedValue | null {
  switch (type) {
    case 'Int8':
    case 'Int16':
    case 'Int32':
    case 'UInt8':
    case 'UInt16':
    case 'UInt32': {
      const value = small(INTEGERS[type], carried);
      return value === null ? null : { type, value };
    }
    case 'Int64':
      return carried.in === 'long' ? { type, value: BigInt.asIntN(64, carried.value) } : null;
    case 'UInt64':
    case 'DateTime':
      return carried.in === 'long' ? { type, value: carried.value } : null;
    case 'Float':
      return carried.in === 'float' ? { type, value: carried.value } : null;
    case 'Double':
      return carried.in === 'double' ? { type, value: carried.value } : null;
    case 'Boolean':
      return carried.in === 'boolean' ? { type, value: carried.value } : null;
    case 'String':
    case 'Text':
    case 'UUID':
      return carried.in === 'string' ? { type, value: carried.value } : null;
    case 'Bytes':
    case 'File':
      return carried.in === 'bytes' ? { type, value: carried.value } : null;
    case 'DataSet':
      return carried.in === 'dataset' ? { type, value: carried.value } : null;
    case 'Template':
      return carried.in === 'template' ? { type, value: carried.value } : null;
    case 'PropertySet':
      return carried.in === 'properties' ? { type, value: carried.value } : null;
    case 'PropertySetList':
      return carried.in === 'property-list' ? { type, value: carried.value } : null;
    case 'Int8Array':
    case 'Int16Array':
    case 'Int32Array':
    case 'Int64Array':
    case 'UInt8Array':
    case 'UInt16Array':
    case 'UInt32Array':
    case 'UInt64Array':
    case 'FloatArray':
    case 'DoubleArray':
    case 'BooleanArray':
    case 'StringArray':
    case 'DateTimeArray':
      return carried.in === 'bytes' ? unpackArray(type, carried.value) : null;
  }
}

/** A value of a type as the wire carries it; RangeError for an integer that the type cannot hold. */
export function carry<T extends DataType>(type: T, given: Values[T]): Carried {
  const { type: known, value } = { type, value: given } as TypedValue;
  switch (known) {
    case 'Int8':
    case 'Int16':
    case 'Int32':
    case 'UInt8':
    case 'UInt16':
    case 'UInt32':
      within(BigInt(value), INTEGERS[known]);
      return { in: 'int', value: value >>> 0 };
    case 'Int64':
      within(value, -64);
      return { in: 'long', value: BigInt.asUintN(64, value) };
    case 'UInt64':
    case 'DateTime':
      within(value, 64);
      return { in: 'long', value };
    case 'Float':
      return { in: 'float', value };
    case 'Double':
      return { in: 'double', value };
    case 'Boolean':
      return { in: 'boolean', value };
    case 'String':
    case 'Text':
    case 'UUID':
      return { in: 'string', value };
    case 'Bytes':
    case 'File':
      return { in: 'bytes', value };
    case 'DataSet':
      return { in: 'dataset', value };
    case 'Template':
      return { in: 'template', value };
    case 'PropertySet':
      return { in: 'properties', value };
    case 'PropertySetList':
      return { in: 'property-list', value };
    case 'Int8Array':
    case 'Int16Array':
    case 'Int32Array':
    case 'Int64Array':
    case 'UInt8Array':
    case 'UInt16Array':
    case 'UInt32Array':
    case 'UInt64Array':
    case 'FloatArray':
    case 'DoubleArray':
    case 'BooleanArray':
    case 'StringArray':
    case 'DateTimeArray':
      return { in: 'bytes', value: packArray({ type: known, value } as ArrayValue) };
  }
}

type ArrayValue = Parameters<typeof packArray>[0];

function within(value: bigint, width: number): void {
  const bits = Math.abs(width);
  const held = width < 0 ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  if (held !== value) throw new RangeError(`${value} does not fit into ${bits} bits`);
}
