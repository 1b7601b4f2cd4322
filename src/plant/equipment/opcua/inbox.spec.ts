import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inbox } from './inbox.js';

interface Numbered {
  number: number;
  hasValues: boolean;
}

function inbox(retryAfter = 5) {
  const delivered: number[] = [];
  const released: number[] = [];
  const pauses: boolean[] = [];
  const open = new Map<number, { ack(): void; retry(): void }>();
  const box = new Inbox<Numbered>(
    {
      deliver: ({ number }, ack, retry) => {
        delivered.push(number);
        open.set(number, { ack, retry });
        return true;
      },
      release: async ({ number }) => void released.push(number),
      pause: (paused) => pauses.push(paused),
    },
    retryAfter,
  );
  const push = (...numbers: number[]) => numbers.forEach((number) => box.push({ number, hasValues: true }));
  return { box, push, open, delivered, released, pauses };
}

describe('the inbox of a unit', () => {
  it('releases in order, whatever the order of commits', async () => {
    const { push, open, released } = inbox();
    push(1, 2, 3);
    open.get(3)!.ack();
    open.get(2)!.ack();
    await sleep(1);
    expect(released).toEqual([]);
    open.get(1)!.ack();
    await sleep(1);
    expect(released).toEqual([1, 2, 3]);
  });

  it('offers what failed to commit again, before anything newer', async () => {
    const { push, open, delivered, released } = inbox();
    push(1, 2);
    open.get(1)!.retry();
    push(3);
    expect(delivered).toEqual([1, 2]);
    open.get(2)!.retry();
    await sleep(20);
    expect(delivered).toEqual([1, 2, 1, 2, 3]);
    [1, 2, 3].forEach((number) => open.get(number)!.ack());
    await sleep(1);
    expect(released).toEqual([1, 2, 3]);
  });

  it('does not offer again what was committed beside a failure', async () => {
    const { push, open, delivered } = inbox();
    push(1, 2);
    open.get(1)!.retry();
    open.get(2)!.ack();
    await sleep(20);
    expect(delivered).toEqual([1, 2, 1]);
  });

  it('takes an old retry for nothing', async () => {
    const { push, open, delivered } = inbox();
    push(1);
    const first = open.get(1)!;
    first.retry();
    await sleep(20);
    first.retry();
    open.get(1)!.ack();
    await sleep(20);
    expect(delivered).toEqual([1, 1]);
  });

  it('pauses the unit at 20 unacknowledged messages and lets it go on at 10', async () => {
    const { push, open, pauses, box } = inbox();
    push(...Array.from({ length: 20 }, (_, number) => number));
    expect(pauses).toEqual([true]);
    for (let number = 0; number < 9; number++) open.get(number)!.ack();
    await sleep(1);
    expect(pauses).toEqual([true]);
    open.get(9)!.ack();
    await sleep(1);
    expect([pauses, box.size]).toEqual([[true, false], 10]);
  });

  it('tries a release again until it holds, and nothing overtakes it', async () => {
    const released: number[] = [];
    let failures = 2;
    const box = new Inbox<Numbered>(
      {
        deliver: (_, ack) => (ack(), true),
        release: async ({ number }) => {
          if (number === 1 && failures-- > 0) throw new Error('database is away');
          released.push(number);
        },
        pause: () => undefined,
      },
      5,
    );
    box.push({ number: 1, hasValues: true });
    box.push({ number: 2, hasValues: false });
    while (released.length < 2) await sleep(1);
    expect(released).toEqual([1, 2]);
  });

  it('keeps what nobody listens to', async () => {
    let listening = false;
    const delivered: number[] = [];
    const box = new Inbox<Numbered>(
      {
        deliver: ({ number }, ack) => {
          if (listening) {
            delivered.push(number);
            ack();
          }
          return listening;
        },
        release: async () => undefined,
        pause: () => undefined,
      },
      5,
    );
    box.push({ number: 1, hasValues: true });
    box.push({ number: 2, hasValues: true });
    listening = true;
    await sleep(20);
    expect(delivered).toEqual([1, 2]);
    expect(box.size).toBe(0);
  });
});
