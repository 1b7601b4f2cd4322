import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arrive, type Position, type Seen, START } from './sequence.js';

const follow = (seen: Seen[], from: Position = START) => {
  let position = from;
  const doubts = seen.map((one) => {
    const next = arrive(position, one);
    position = next.position;
    return next.doubt;
  });
  return { position, doubts };
};
const run = (...numbers: number[]): Seen[] => numbers.map((sequence) => ({ sequence, boot: 'a' }));

describe('the numbers of a unit’s messages', () => {
  it('report a loss where one is left out, once, and nothing at the first', () => {
    expect(follow(run(7, 8, 9, 12, 13)).doubts).toEqual([null, null, null, 'message-lost', null]);
  });

  it('report nothing of what comes again, in whatever pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 20 }), (backs) => {
        const seen: number[] = [];
        let at = 10;
        for (const back of backs) {
          for (let n = Math.max(1, at - back); n <= at; n++) seen.push(n);
          at++;
        }
        expect(follow(run(...seen)).doubts.every((doubt) => doubt === null)).toBe(true);
      }),
    );
  });

  it('report every hole that is never filled, in an order as sent', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 2, max: 60 }), { minLength: 1, maxLength: 20 }), (lost) => {
        const seen = Array.from({ length: 61 }, (_, at) => at + 1).filter((n) => !lost.includes(n));
        const holes = seen.filter((n, at) => at > 0 && n !== seen[at - 1]! + 1).length;
        expect(follow(run(...seen)).doubts.filter((doubt) => doubt === 'message-lost')).toHaveLength(holes);
      }),
    );
  });

  it('go on or begin anew with a start of the unit, which is reported once', () => {
    const b = (sequence: number) => ({ sequence, boot: 'b' });
    expect(follow([...run(1, 2), b(3), b(4)]).doubts).toEqual([null, null, 'unit-restarted', null]);
    const anew = follow([...run(1, 2), b(1), b(2)]);
    expect(anew.doubts).toEqual([null, null, 'unit-restarted', null]);
    expect(anew.position).toEqual({ sequence: 2, boots: ['a', 'b'] });
    // the end of the earlier start comes again after a lost connection
    expect(follow([...run(1, 2), b(3), ...run(2), b(3), b(4)]).doubts.slice(3)).toEqual([null, null, null]);
    const again = follow([...run(8, 9), b(1), b(2), ...run(8, 9), b(1), b(2), b(4)]);
    expect(again.doubts.slice(3)).toEqual([null, null, null, null, null, 'message-lost']);
  });

  it('are not needed: a start is seen without them, and a message without either says nothing', () => {
    const boots = ['a', 'a', 'b', 'b', 'a'].map((boot) => ({ sequence: null, boot }));
    expect(follow(boots).doubts).toEqual([null, null, 'unit-restarted', null, null]);
    expect(follow([{ sequence: null, boot: null }]).position).toEqual(START);
  });

  it('remember only the last starts', () => {
    const boots = Array.from({ length: 30 }, (_, at) => ({ sequence: at, boot: `b${at}` }));
    expect(follow(boots).position.boots).toHaveLength(8);
  });
});
