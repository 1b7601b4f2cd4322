import { describe, expect, it } from '@jest/globals';
import { DataType, DataValue, Variant } from 'node-opcua';
import { activityOf } from './lads.js';
import { instant } from './said.js';

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
