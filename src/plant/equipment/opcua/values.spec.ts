import { describe, expect, it } from '@jest/globals';
import { DataType, DataValue, StatusCodes, VariantArrayType } from 'node-opcua';
import { isOverflow, rawValue, ticks, withoutOverflow } from './values.js';

const at = new Date('2026-11-22T12:45:04.123Z');

const given = (dataType: DataType, value: unknown, status = StatusCodes.Good) =>
  rawValue(
    'ph',
    new DataValue({
      value: { dataType, arrayType: VariantArrayType.Scalar, value },
      statusCode: status,
      sourceTimestamp: at,
      sourcePicoseconds: 400_000,
    }),
    'live',
    at,
  );

describe('a value from a unit', () => {
  it('keeps its source time to 100 ns', () => {
    expect(ticks(at, 400_000)).toBe(17_953_515_041_230_004n);
    expect(given(DataType.Double, 7.1).sourceTime).toBe(BigInt(at.getTime()) * 10_000n + 4n);
  });

  it('keeps a 64-bit integer whole', () => {
    expect(given(DataType.UInt64, [0xffff_ffff, 0xffff_ffff]).value).toBe(18_446_744_073_709_551_615n);
    expect(given(DataType.Int64, [0xffff_ffff, 0xffff_fffb]).value).toBe(-5n);
  });

  it('has a status and no value where the quality is bad', () => {
    expect(given(DataType.Double, 7.1, StatusCodes.BadSensorFailure)).toMatchObject({
      value: null,
      status: 0x808c_0000,
    });
  });

  it('is as good as before where values ahead of it fell out of the queue', () => {
    expect(isOverflow(0x480)).toBe(true);
    expect(isOverflow(0x400)).toBe(false);
    expect(withoutOverflow(0x480)).toBe(0);
    expect(withoutOverflow(0x808c_0480)).toBe(0x808c_0000);
    expect(withoutOverflow(0x580)).toBe(0x500);
  });
});
