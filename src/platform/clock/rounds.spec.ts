import { describe, expect, it } from '@jest/globals';
import { Rounds } from './index.js';

const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when it is told to. */
function work() {
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const run = (): Promise<void> => new Promise((resolve, reject) => void ends.push({ resolve, reject }));
  const begun = async (count: number) => {
    while (ends.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
    return ends.at(-1)!;
  };
  return { ends, run, begun };
}

describe('rounds of work', () => {
  it('follow one another and never run two at once', async () => {
    const { ends, run, begun } = work();
    const rounds = new Rounds(1, run, () => undefined);
    rounds.start();
    const first = await begun(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ends).toHaveLength(1);
    first.resolve();
    (await begun(2)).resolve();
    await rounds.stop();
  });

  it('go on after one that failed, which is told', async () => {
    const { run, begun } = work();
    const told: string[] = [];
    const rounds = new Rounds(1, run, ({ message }) => void told.push(message));
    rounds.start();
    (await begun(1)).reject(new Error('no connection'));
    (await begun(2)).resolve();
    await rounds.stop();
    expect(told).toEqual(['no connection']);
  });

  it('begin at once where that is asked, or after the one under way', async () => {
    const { ends, run, begun } = work();
    const rounds = new Rounds(1_000_000, run, () => undefined);
    rounds.now();
    expect(ends).toHaveLength(0);
    rounds.start();
    rounds.now();
    const first = await begun(1);
    rounds.now();
    rounds.now();
    expect(ends).toHaveLength(1);
    first.resolve();
    (await begun(2)).resolve();
    await rounds.stop();
    expect(ends).toHaveLength(2);
  });

  it('stop with the one under way, after which none begins', async () => {
    const { ends, run, begun } = work();
    const rounds = new Rounds(1, run, () => undefined);
    rounds.start();
    const last = await begun(1);
    let stopped = false;
    const stop = rounds.stop().then(() => (stopped = true));
    await later();
    expect(stopped).toBe(false);
    last.resolve();
    await stop;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ends).toHaveLength(1);
  });
});
