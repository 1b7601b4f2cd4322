import { type DataValue, DataType, type Variant, VariantArrayType } from 'node-opcua';
import type { RawValue } from '../domain/index.js';

/** Info type *data value* with the overflow bit (Part 4, 7.39): values before this one fell out of the unit's queue. */
const OVERFLOW = 0x480;
const OVERFLOW_BIT = 0x80;
const INFO_BITS = 0x3ff;
const BAD = 0x8000_0000;

export const isBad = (status: number): boolean => (status & BAD) !== 0;
export const isOverflow = (status: number): boolean => (status & OVERFLOW) === OVERFLOW;

/** A status as it would be without the overflow: the value itself is as good as it was. */
export function withoutOverflow(status: number): number {
  if (!isOverflow(status)) return status;
  const kept = status & ~OVERFLOW_BIT;
  return ((kept & INFO_BITS) === 0 ? kept & ~OVERFLOW : kept) >>> 0;
}

/** Units of 100 ns since 1970. */
export const ticks = (time: Date, picoseconds = 0): bigint =>
  BigInt(time.getTime()) * 10_000n + BigInt(Math.floor(picoseconds / 100_000));

const isScalar = (variant: Variant): boolean => variant.arrayType === VariantArrayType.Scalar;

/** Int64 and UInt64 come as two unsigned halves. */
function int64([high, low]: [number, number], signed: boolean): bigint {
  const whole = (BigInt(high) << 32n) + BigInt(low);
  return signed ? BigInt.asIntN(64, whole) : whole;
}

/** A scalar as it is; text of what has no scalar form, for the reader to refuse. */
function scalar(variant: Variant): RawValue['value'] {
  const value = variant.value as unknown;
  if (value === null || value === undefined) return null;
  if (!isScalar(variant)) return JSON.stringify(value);
  if (variant.dataType === DataType.Int64) return int64(value as [number, number], true);
  if (variant.dataType === DataType.UInt64) return int64(value as [number, number], false);
  if (variant.dataType === DataType.LocalizedText) return (value as { text: string | null }).text;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

export function rawValue(tag: string, data: DataValue, origin: RawValue['origin'], publishedAt: Date): RawValue {
  const status = withoutOverflow(data.statusCode.value >>> 0);
  const source = data.sourceTimestamp ?? data.serverTimestamp ?? publishedAt;
  return {
    tag,
    value: isBad(status) ? null : scalar(data.value),
    status,
    sourceTime: ticks(source, data.sourceTimestamp === null ? 0 : data.sourcePicoseconds),
    serverTime: data.serverTimestamp === null ? null : ticks(data.serverTimestamp, data.serverPicoseconds),
    origin,
  };
}
