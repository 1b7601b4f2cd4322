import { describe, expect, it } from '@jest/globals';
import type { InboxResultRow } from './inbox-file.js';
import { Untried } from './untried.js';

const result = (id: string, batch: string): InboxResultRow => ({ id, batch }) as InboxResultRow;
const [one, two] = [result('f/2', 'a'), result('f/3', 'b')];

describe('a result that waits', () => {
  it('is looked at once, and again once its batch has moved on: while nothing changes it costs nothing', () => {
    const untried = new Untried();
    const heads = new Map([
      ['a', 7],
      ['b', 3],
    ]);
    expect(untried.among([one, two], heads)).toEqual([one, two]);
    untried.tried(one, 7);
    untried.tried(two, 3);
    expect(untried.among([one, two], heads)).toEqual([]);
    expect(untried.among([one, two], new Map([...heads, ['b', 4]]))).toEqual([two]);
    // a look that failed
    expect(untried.among([one, two], new Map([...heads, ['b', 4]]))).toEqual([two]);
  });

  it('is forgotten when it waits no longer', () => {
    const untried = new Untried();
    untried.tried(one, 7);
    expect(untried.among([], new Map())).toEqual([]);
    expect(untried.among([one], new Map([['a', 7]]))).toEqual([one]);
  });
});
