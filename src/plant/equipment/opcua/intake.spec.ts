import { describe, expect, it } from '@jest/globals';
import {
  DataChangeNotification,
  DataType,
  DataValue,
  NotificationMessage,
  StatusCodes,
  type StatusCode,
} from 'node-opcua';
import type { GapCause, RawValue } from '../domain/index.js';
import { type Arrival, Intake } from './intake.js';
import { furthest } from './source-times.js';

const START = Date.UTC(2026, 10, 22, 12);
const tick = (second: number): bigint => BigInt(START + second * 1000) * 10_000n;

const notification = (sequenceNumber: number, seconds: number[], statusCode: StatusCode = StatusCodes.Good) =>
  new NotificationMessage({
    sequenceNumber,
    publishTime: new Date(START),
    notificationData: seconds.map(
      (second) =>
        new DataChangeNotification({
          monitoredItems: [
            {
              clientHandle: 1,
              value: new DataValue({
                value: { dataType: DataType.Int32, value: second },
                statusCode,
                sourceTimestamp: new Date(START + second * 1000),
              }),
            },
          ],
        }),
    ),
  });

const keepAlive = (next: number) => notification(next, []);

/** A unit that keeps some notifications and some history. */
function intake(
  kept: NotificationMessage[] = [],
  history: number[] | null = null,
  known: [string, bigint][] = [],
  doubts: [string, GapCause][] = [],
) {
  const arrived: Arrival[] = [];
  const asked: number[] = [];
  const missed: number[] = [];
  const taking = new Intake(1, new Map(known), new Map(doubts), {
    now: () => new Date(START).toISOString(),
    arrived: (arrival) => arrived.push(arrival),
    missed: () => void missed.push(arrived.length),
  });
  taking.follow(new Map([[1, { name: 'ph', watched: false }]]));
  const value = (second: number): RawValue => ({
    tag: 'ph',
    value: second,
    status: 0,
    sourceTime: tick(second),
    serverTime: null,
    origin: 'history',
  });
  const memory = {
    own: async <T>(events: T) => events,
    republish: async (sequence: number) => {
      asked.push(sequence);
      return kept.find(({ sequenceNumber }) => sequenceNumber === sequence) ?? null;
    },
    history: async (_: string, from: bigint, until: bigint) => {
      if (history === null) return null;
      const all = history.map(value);
      const values = all.filter(({ sourceTime }) => sourceTime > from && sourceTime < until);
      return { values, reachesBack: all.some(({ sourceTime }) => sourceTime <= from) };
    },
  };
  const take = async (...messages: NotificationMessage[]) => {
    for (const message of messages) await taking.take(message, memory);
  };
  const seconds = () => arrived.flatMap(({ values }) => values.map((one) => Number(one.value)));
  const gaps = () => arrived.flatMap(({ gap }) => (gap === undefined ? [] : [gap]));
  return { taking, take, seconds, gaps, asked, missed, arrived, memory };
}

const OVERFLOW = StatusCodes.GoodWithOverflowBit;

describe('notifications of a subscription', () => {
  it('that were lost right after a keep-alive are asked for again', async () => {
    const { take, seconds, gaps, asked } = intake([notification(2, [2])]);
    await take(notification(1, [1]), keepAlive(2), notification(3, [3]));
    expect([seconds(), gaps(), asked]).toEqual([[1, 2, 3], [], [2]]);
  });

  it('that a keep-alive shows to be lost are asked for at once', async () => {
    const { take, seconds, asked } = intake([notification(2, [2])]);
    await take(notification(1, [1]), keepAlive(3));
    expect([seconds(), asked]).toEqual([[1, 2], [2]]);
  });

  it('that the unit keeps no more make a gap before the next value, once', async () => {
    const { take, gaps, seconds } = intake();
    await take(notification(1, [1]), notification(3, [3]), notification(4, [4]));
    expect(seconds()).toEqual([1, 3, 4]);
    expect(gaps()).toEqual([{ cause: 'notification-lost', tags: ['ph'] }]);
  });

  it('that are lost may have held events and states: what the unit is like is to be asked, once for each loss', async () => {
    const { take, missed } = intake([notification(2, [2])]);
    await take(notification(1, [1]), notification(3, [3]), notification(4, [4]));
    expect(missed).toEqual([]);
    await take(notification(6, [6]), notification(7, [7]));
    expect(missed).toHaveLength(1);
  });

  it('that history fills are left to be judged by sampling', async () => {
    const { take, gaps, seconds } = intake([], [0, 1, 2, 3]);
    await take(notification(1, [1]), notification(3, [3]));
    expect([seconds(), gaps()]).toEqual([[1, 2, 3], [{ cause: 'notification-lost', tags: [], filled: ['ph'] }]]);
  });

  it('that history does not reach back to leave a gap, with what history has', async () => {
    const { take, gaps, seconds } = intake([], [3, 4]);
    await take(notification(1, [1]), notification(3, [5]));
    expect(seconds()).toEqual([1, 3, 4, 5]);
    expect(gaps()).toEqual([{ cause: 'notification-lost', tags: ['ph'] }]);
  });

  it('come twice and are taken once', async () => {
    const { take, seconds } = intake();
    await take(notification(1, [1]), notification(2, [2]), notification(1, [1]), keepAlive(3));
    expect(seconds()).toEqual([1, 2]);
  });

  it('of an overflowed queue are good, with a gap before them', async () => {
    const { take, gaps, arrived } = intake();
    await take(notification(1, [1]), notification(2, [9], OVERFLOW), notification(3, [10]));
    expect(gaps()).toEqual([{ cause: 'queue-overflow', tags: ['ph'] }]);
    expect(arrived.flatMap(({ values }) => values.map(({ status }) => status))).toEqual([0, 0, 0]);
  });

  it('of a new subscription make no gap where nothing has changed meanwhile', async () => {
    const { taking, take, gaps } = intake([], null, [['ph', tick(7)]]);
    taking.restart('subscription-lost');
    await take(notification(1, [7]), notification(2, [8]));
    expect(gaps()).toEqual([]);
  });

  it('of a unit that may have spoken over another protocol before begin with a gap, whatever history has', async () => {
    const { take, gaps, seconds, arrived } = intake([], [0, 1, 2], [], [['ph', 'subscription-lost']]);
    await take(notification(1, [3]), notification(2, [4]));
    expect([gaps(), seconds()]).toEqual([[{ cause: 'subscription-lost', tags: ['ph'] }], [3, 4]]);
    expect(arrived.map(({ settled }) => settled)).toEqual([{ ph: 'subscription-lost' }, {}]);
  });

  it('of which one comes from ahead of its time hide no loss after it', async () => {
    const { take, gaps, seconds } = intake([], [0, 1, 2, 3, 4]);
    await take(notification(1, [1]), notification(2, [3600]), notification(3, [2]), notification(4, [4], OVERFLOW));
    expect([seconds(), gaps()]).toEqual([[1, 3600, 2, 3, 4], [{ cause: 'queue-overflow', tags: [], filled: ['ph'] }]]);
    const other = intake();
    await other.take(
      notification(1, [1]),
      notification(2, [3600]),
      notification(3, [2]),
      notification(4, [9], OVERFLOW),
    );
    expect(other.gaps()).toEqual([{ cause: 'queue-overflow', tags: ['ph'] }]);
  });

  it('whose clock has fallen back leave what was lost before them to be judged', async () => {
    const { taking, take, gaps } = intake([], [0, 1], [['ph', tick(1)]]);
    taking.restart('server-restarted');
    await take(notification(1, [-800_000_000]), notification(2, [9]));
    expect(gaps()).toEqual([{ cause: 'server-restarted', tags: ['ph'] }]);
  });

  it('that could not be asked for are asked for again when the same number comes on the next link', async () => {
    const { taking, take, seconds, memory } = intake([notification(2, [2])]);
    await take(notification(1, [1]));
    const broken = { ...memory, republish: async () => Promise.reject(new Error('link')) };
    await expect(taking.take(notification(3, [3]), broken)).rejects.toThrow('link');
    await take(notification(3, [3]));
    expect(seconds()).toEqual([1, 2, 3]);
  });
});

describe('up to where a tag has spoken', () => {
  const at = (second: number) => new Date(START + second * 1000).toISOString();

  it('goes on with each later value, and not with one from ahead of its time', () => {
    expect(furthest(undefined, tick(5), at(5))).toBe(tick(5));
    expect(furthest(tick(5), tick(6), at(6))).toBe(tick(6));
    expect(furthest(tick(6), tick(4), at(7))).toBe(tick(6));
    expect(furthest(tick(6), tick(3607), at(7))).toBe(tick(6));
  });

  it('goes by a clock that is always ahead, until it is right', () => {
    expect(furthest(undefined, tick(3600), at(0))).toBe(tick(3600));
    expect(furthest(tick(3600), tick(3601), at(1))).toBe(tick(3601));
    expect(furthest(tick(3601), tick(2), at(2))).toBe(tick(2));
  });
});
