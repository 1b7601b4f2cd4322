import { describe, expect, it } from '@jest/globals';
import { DataType, DataValue, HistoryData, HistoryReadResult, StatusCodes } from 'node-opcua';
import { readHistory } from './history.js';

const START = Date.UTC(2026, 10, 22, 12);
const tick = (second: number): bigint => BigInt(START + second * 1000) * 10_000n;
const POINT = Buffer.from([7]);

/** A unit whose history holds a value a second, up to `last`; `cap` on a page, which it may give a continuation point after. */
function unit(
  last: number,
  { cap, isContinued = false, skips = 0 }: { cap: number; isContinued?: boolean; skips?: number },
) {
  let asked = 0;
  let next = 0;
  const pageOf = async (from: bigint, point: Buffer | undefined) => {
    asked++;
    const first = point === undefined ? Number((from - tick(0)) / 10_000_000n) : next + skips;
    const seconds = Array.from({ length: Math.max(0, Math.min(cap, last - first + 1)) }, (_, n) => first + n);
    next = first + seconds.length;
    const dataValues = seconds.map(
      (second) =>
        new DataValue({
          value: { dataType: DataType.Double, value: second },
          sourceTimestamp: new Date(START + second * 1000),
        }),
    );
    const hasMore = isContinued && next <= last;
    const historyData = new HistoryData({ dataValues });
    return new HistoryReadResult({
      statusCode: StatusCodes.Good,
      historyData,
      ...(hasMore ? { continuationPoint: POINT } : {}),
    });
  };
  const read = async (from: number, until: number) => {
    const answer = await readHistory('ph', pageOf, tick(from), tick(until));
    return { seconds: answer!.values.map(({ value }) => Number(value)), reachesBack: answer!.reachesBack };
  };
  return { read, asked: () => asked, pageOf };
}

const between = (from: number, until: number) => Array.from({ length: until - from - 1 }, (_, n) => from + 1 + n);

describe('the history of a unit', () => {
  it('is read by continuation points', async () => {
    const one = unit(100, { cap: 10, isContinued: true });
    expect(await one.read(0, 50)).toEqual({ seconds: between(0, 50), reachesBack: true });
    expect(one.asked()).toBe(6);
  });

  it('that is capped without a continuation point is read on from its last value', async () => {
    const one = unit(100, { cap: 10 });
    expect(await one.read(0, 50)).toEqual({ seconds: between(0, 50), reachesBack: true });
    expect(await unit(40, { cap: 1000 }).read(0, 50)).toEqual({ seconds: between(0, 41), reachesBack: true });
  });

  it('that gives out the same page for ever is not whole', async () => {
    const { pageOf } = unit(100, { cap: 10, isContinued: true });
    const first = await pageOf(tick(0), undefined);
    let asked = 0;
    const answer = await readHistory('ph', async () => (asked++, first), tick(0), tick(50));
    expect([answer!.reachesBack, asked]).toEqual([false, 2]);
  });

  it('that misses a value at the seam of two pages gives what it has', async () => {
    const { seconds, reachesBack } = await unit(100, { cap: 10, isContinued: true, skips: 1 }).read(0, 30);
    expect([seconds.includes(10), seconds.includes(11), reachesBack]).toEqual([false, true, true]);
  });

  it('is null where the unit keeps none', async () => {
    const none = new HistoryReadResult({ statusCode: StatusCodes.BadHistoryOperationUnsupported });
    expect(await readHistory('ph', async () => none, tick(0), tick(5))).toBeNull();
    expect(await readHistory('ph', async () => undefined, tick(0), tick(5))).toBeNull();
  });
});
