import { describe, expect, it } from '@jest/globals';
import { DataType, DataValue, StatusCodes } from 'node-opcua';
import { promptsIn } from './prompts.js';

const since = new Date('2026-11-22T12:45:04.123Z');
const NOTHING = { id: '', code: '', text: '', answered: '', answer: '', by: '' };
const seen = (given: Partial<typeof NOTHING>, at: Date = since, bad?: keyof typeof NOTHING | 'since') =>
  promptsIn(
    Object.entries({ ...NOTHING, ...given, since: at }).map(
      ([name, value]) =>
        new DataValue({
          value: { dataType: value instanceof Date ? DataType.DateTime : DataType.String, value },
          statusCode: name === bad ? StatusCodes.BadCommunicationError : StatusCodes.Good,
        }),
    ),
  );

describe('what a unit of OPC UA waits for', () => {
  it('is told in words that a database can hold', () => {
    expect(seen({ id: 'P-1\0', code: 'bubble\0\0', text: 'AIR\0', answered: 'P-0\0', answer: 'yes' })).toEqual({
      prompt: { id: 'P-1\ufffd', code: 'bubble\ufffd\ufffd', text: 'AIR\ufffd', at: since.toISOString() },
      answered: { id: 'P-0\ufffd', answer: 'yes', by: '' },
    });
  });

  it('is nobody where it says so, and not known where it is read badly or by half', () => {
    expect(seen({})).toEqual({ prompt: null });
    const asks = { id: 'P-1', code: 'bubble' };
    for (const bad of ['id', 'code', 'since', 'answered'] as const) expect(seen(asks, since, bad)).toEqual({});
    expect(seen({}, since, 'id')).toEqual({});
    expect(seen({ id: 'P-1' })).toEqual({});
    expect(seen(asks, new Date(-11_644_473_600_000))).toEqual({});
  });
});
