import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ActivityChange, RawValue, SpoolFault } from '../domain/index.js';
import { Backlog, type Entry } from './backlog.js';

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

const value = (number: number): RawValue => ({
  tag: 'temperature',
  value: number,
  status: 0,
  sourceTime: BigInt(number),
  serverTime: null,
  origin: 'live',
});

const change = (at: number): ActivityChange => ({ activity: 'Execute', at: new Date(at).toISOString() });

const entry = (numbers: number[], more: Partial<Entry> = {}): Entry => ({
  values: numbers.map(value),
  rejects: [],
  changes: [],
  receivedAt: '2026-11-22T12:00:00.000Z',
  connection: 'c',
  ...more,
});

/** A backlog of at most ten values, and a database that is told what to do with each delivery. */
function rig(limit = 10) {
  const delivered: string[] = [];
  const observed: string[] = [];
  const open: { ack(): void; retry(cause?: SpoolFault): void }[] = [];
  const state = { isThere: true, isObserving: true };
  const backlog = new Backlog(
    {
      deliver: ({ values, gap }, ack, retry) => {
        if (!state.isThere) return false;
        delivered.push(`${values.map((each) => String(each.value)).join()}${gap ? ` after ${gap.cause}` : ''}`);
        open.push({ ack, retry });
        return true;
      },
      observed: async (changes) => {
        if (!state.isObserving) throw new Error('the database is away');
        observed.push(...changes.map(({ at }) => at.slice(20, 23)));
      },
    },
    { values: limit, retry: 5 },
  );
  return { backlog, delivered, observed, open, state };
}

describe("a unit's backlog", () => {
  it('delivers again in order what failed to commit, before anything newer', async () => {
    const { backlog, delivered, open } = rig();
    backlog.push(entry([1]));
    backlog.push(entry([2]));
    open[1]!.retry();
    backlog.push(entry([3]));
    open[0]!.retry();
    await until(() => delivered.length === 5);
    expect(delivered).toEqual(['1', '2', '1', '2', '3']);
    open.slice(2).forEach(({ ack }) => ack());
    expect(delivered).toHaveLength(5);
  });

  it('drops the oldest whole when the database is away for longer than it can keep, and says so with the next values', async () => {
    const { backlog, delivered, open, state } = rig();
    state.isThere = false;
    for (let at = 0; at < 8; at++) backlog.push(entry([2 * at, 2 * at + 1]));
    state.isThere = true;
    await until(() => delivered.length === 5);
    expect(delivered).toEqual(['6,7 after queue-overflow', '8,9', '10,11', '12,13', '14,15']);
    open.forEach(({ ack }) => ack());
    backlog.push(entry([16]));
    expect(delivered.at(-1)).toBe('16');
  });

  it('keeps the first cause of a loss, and drops nothing that is with the reader', async () => {
    const { backlog, delivered, open, state } = rig(4);
    backlog.push(entry([1, 2]));
    state.isThere = false;
    backlog.push(entry([3, 4], { gap: { cause: 'unit-offline' } }));
    backlog.push(entry([5, 6]));
    backlog.push(entry([7, 8]));
    state.isThere = true;
    open[0]!.ack();
    await until(() => delivered.length === 2);
    expect(delivered).toEqual(['1,2', '7,8 after unit-offline']);
  });

  it('tells of changes of activity in their order, after the values before them are committed, and loses none', async () => {
    const { backlog, observed, open, state } = rig(4);
    state.isObserving = false;
    backlog.push(entry([1], { changes: [change(1)] }));
    backlog.push(entry([], { changes: [change(2)] }));
    expect(observed).toEqual([]);
    open[0]!.ack();
    await sleep(30);
    expect(observed).toEqual([]);
    state.isObserving = true;
    await until(() => observed.length === 2);
    expect(observed).toEqual(['001', '002']);
    state.isThere = false;
    for (let at = 3; at < 9; at++) backlog.push(entry([at, at], { changes: [change(at)] }));
    state.isThere = true;
    await until(() => open.length > 1);
    open.slice(1).forEach(({ ack }) => ack());
    await until(() => observed.length === 8);
    expect(observed).toEqual(['001', '002', '003', '004', '005', '006', '007', '008']);
  });

  it('keeps a change of activity that is said again and again once, and of too many the last', async () => {
    const { backlog, observed, open, state } = rig();
    state.isThere = false;
    backlog.push(entry([0]));
    for (let at = 0; at < 50; at++) backlog.push(entry([], { changes: [change(1)] }));
    for (let at = 0; at < 3000; at++) backlog.push(entry([], { changes: [change(at % 2)] }));
    [state.isThere, state.isObserving] = [true, false];
    backlog.push(entry([1]));
    await until(() => open.length > 0);
    for (let at = 0; at < open.length; at++) open[at]!.ack();
    for (let at = 2; at < 1200; at++) {
      backlog.push(entry([at], { changes: [change(at % 997)] }));
      open.at(-1)!.ack();
    }
    state.isObserving = true;
    await until(() => observed.length > 0);
    expect(observed).toHaveLength(1000);
    expect(observed.at(-1)).toBe('202');
    backlog.push(entry([], { changes: [change(3)] }));
    backlog.push(entry([], { changes: [change(3)] }));
    await until(() => observed.length > 1000);
    expect(observed.slice(1000)).toEqual(['003']);
  });

  it('says of what it dropped why the disk did not take it', async () => {
    const { backlog, delivered, open } = rig();
    for (let at = 0; at < 5; at++) backlog.push(entry([2 * at, 2 * at + 1]));
    for (const { retry } of open.splice(0)) retry('disk-full');
    for (let at = 5; at < 7; at++) backlog.push(entry([2 * at, 2 * at + 1]));
    await until(() => delivered.length === 10);
    expect(delivered.slice(5)).toEqual(['4,5 after disk-full', '6,7', '8,9', '10,11', '12,13']);
  });

  it('counts the length of texts', async () => {
    const { backlog, delivered, state } = rig(10);
    state.isThere = false;
    const text: RawValue = { ...value(0), value: 'x'.repeat(900) };
    for (let at = 0; at < 3; at++) backlog.push(entry([], { values: [text] }));
    state.isThere = true;
    await until(() => delivered.length > 0);
    expect(delivered).toEqual([`${'x'.repeat(900)} after queue-overflow`]);
  });

  it('counts the bytes of what it keeps as rejects', async () => {
    const { backlog, delivered, state } = rig(10);
    state.isThere = false;
    const bytes = new Uint8Array(900);
    for (let at = 0; at < 3; at++)
      backlog.push(entry([], { rejects: [{ reason: 'payload.malformed', source: `${at}`, bytes }] }));
    state.isThere = true;
    await until(() => delivered.length > 0);
    expect(delivered).toHaveLength(1);
  });
});
