import { describe, expect, it } from '@jest/globals';
import { DataType, DataValue, type StatusCode, StatusCodes, Variant } from 'node-opcua';
import { activityOf } from './lads.js';
import { goodText, instant } from './said.js';

/** The largest DateTime of OPC UA: in the year 30828. */
const LAST = new Date(910_692_730_085_477);
const END = '9999-12-31T23:59:59.999Z';

describe('a time of a unit whose clock is out of its mind', () => {
  it('is one that a database can hold, so that nothing waits behind it for ever', () => {
    const said = new DataValue({
      value: new Variant({ dataType: DataType.LocalizedText, value: { text: 'Held' } }),
      sourceTimestamp: LAST,
    });
    expect(activityOf(said)).toEqual({ activity: 'Held', at: END });
    expect(instant(new DataValue({ value: { dataType: DataType.DateTime, value: LAST } }))).toBe(END);
  });

  it('stays as it is where it can be written', () => {
    const at = new Date('2026-11-23T09:00:00.000Z');
    expect(instant(new DataValue({ value: { dataType: DataType.DateTime, value: at } }))).toBe(at.toISOString());
  });
});

describe('a text that is told as the kit in a unit', () => {
  const told = (value: string | null, statusCode: StatusCode = StatusCodes.Good) =>
    goodText(new DataValue({ value: { dataType: DataType.String, value }, statusCode }), 10);

  it('is none unless its quality is good, whatever stands there still', () => {
    expect(told('(21)7')).toBe('(21)7');
    for (const status of [StatusCodes.BadSensorFailure, StatusCodes.UncertainLastUsableValue, StatusCodes.Bad])
      expect(told('(21)7', status)).toBeNull();
    for (const nothing of [told(''), told(null), goodText(undefined, 10)]) expect(nothing).toBeNull();
  });

  it('is no longer than it may be, and as a database can hold it', () => {
    expect(told('123456789\ud83d\ude00')).toBe('123456789\ufffd');
  });
});
