import { describe, expect, it } from '@jest/globals';
import { BrowsePathResult, type StatusCode, StatusCodes } from 'node-opcua';
import { placeIn } from './addresses.js';

describe('a node that a unit may have or not', () => {
  const answer = (statusCode: StatusCode, targets: object[] = []) =>
    placeIn('#2:Kit', new BrowsePathResult({ statusCode, targets }));

  it('is where the unit says, and nowhere only where the unit says that there is none', () => {
    expect(answer(StatusCodes.Good, [{ targetId: 'ns=2;i=7' }])).toBe('ns=2;i=7');
    expect(answer(StatusCodes.BadNoMatch)).toBeNull();
  });

  it.each([StatusCodes.BadUserAccessDenied, StatusCodes.BadTooManyOperations, StatusCodes.BadNodeIdUnknown])(
    'is not known where it could not be looked for: %s',
    (statusCode) => expect(() => answer(statusCode)).toThrow(statusCode.name),
  );

  it('is not known where the answer names none', () => {
    expect(() => answer(StatusCodes.Good)).toThrow('#2:Kit');
    expect(() => placeIn('#2:Kit', undefined)).toThrow('#2:Kit');
  });
});
