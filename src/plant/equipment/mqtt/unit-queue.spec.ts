import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RawValue } from '../domain/index.js';
import { type Parcel, UnitQueue } from './unit-queue.js';

const value = (n: number): RawValue => ({
  ...{ tag: 'ph', value: n, status: 0, sourceTime: BigInt(n), serverTime: null, origin: 'live' },
});

/** A queue whose deliveries are answered by hand. */
function rig() {
  const acknowledged: number[] = [];
  const written: number[] = [];
  const out: { n: number; ack: () => void; retry: () => void }[] = [];
  const state = { refuse: false, fail: false };
  const parcel = (n: number): Parcel => ({
    ...{ connection: 'c', receivedAt: '2026-11-22T12:00:00.000Z', values: [value(n)], rejects: [], bytes: 10 },
    ...{ acks: [() => acknowledged.push(n)], position: { sequence: n, boots: [] } },
  });
  const queue = new UnitQueue(
    {
      deliver: (one, ack, retry) => {
        if (state.refuse) return false;
        out.push({ n: one.position.sequence!, ack, retry });
        return true;
      },
      committed: async (parcels) => {
        if (state.fail) throw new Error('the database is away');
        if (parcels.length > 0) written.push(parcels.at(-1)!.position.sequence!);
      },
      eased: () => undefined,
    },
    5,
  );
  const push = (...numbers: number[]): void => numbers.forEach((n) => queue.push(parcel(n)));
  return { queue, push, out, acknowledged, written, state, numbers: () => out.map(({ n }) => n) };
}

describe('parcels of a unit', () => {
  it('are acknowledged in order, after it is written down how far, together where they are committed together', async () => {
    const { push, out, acknowledged, written, queue } = rig();
    push(1, 2, 3);
    out[1]!.ack();
    await sleep(1);
    expect(acknowledged).toEqual([]);
    out[0]!.ack();
    out[2]!.ack();
    await sleep(1);
    expect([acknowledged, written, queue.bytes]).toEqual([[1, 2, 3], [3], 0]);
  });

  it('that fail to commit come again in order with all after them, once nothing is out any more', async () => {
    const { push, out, numbers, acknowledged } = rig();
    push(1, 2, 3);
    out[0]!.retry();
    push(4);
    await sleep(15);
    expect(numbers()).toEqual([1, 2, 3]);
    out[1]!.retry();
    out[2]!.retry();
    await sleep(15);
    expect(numbers()).toEqual([1, 2, 3, 1, 2, 3, 4]);
    for (const { ack } of out.slice(3)) ack();
    out[0]!.ack(); // of a delivery that was given up
    await sleep(1);
    expect(acknowledged).toEqual([1, 2, 3, 4]);
  });

  it('wait while nobody listens, and while it cannot be written down how far they are', async () => {
    const { push, out, acknowledged, state } = rig();
    state.refuse = true;
    push(1);
    state.refuse = false;
    await sleep(15);
    state.fail = true;
    out[0]!.ack();
    await sleep(15);
    expect(acknowledged).toEqual([]);
    state.fail = false;
    await sleep(15);
    expect(acknowledged).toEqual([1]);
  });

  it('of a queue that is closed are never acknowledged', async () => {
    const { push, out, acknowledged, queue } = rig();
    push(1, 2);
    out[0]!.ack();
    queue.close();
    out[1]!.ack();
    await sleep(10);
    expect(acknowledged).toEqual([]);
  });
});
