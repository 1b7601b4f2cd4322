import { describe, expect, it } from '@jest/globals';
import { Turns, type TurnPorts } from './turns.js';

const EVER = new AbortController().signal;

function turns(given: Partial<TurnPorts> = {}) {
  const came: string[] = [];
  const at: number[] = [];
  const line = new Turns(50, { may: () => true, urgencies: async () => new Map(), random: () => 0, ...given });
  const take = (unit: string, signal = EVER) =>
    line.take(unit, signal).then(() => {
      came.push(unit);
      at.push(performance.now());
    });
  return { came, at, take };
}

describe('turns to connect', () => {
  it('go to running phases first, then to bound units, then to the rest, each third one to whoever waits longest', async () => {
    const urgencies = new Map([
      ['b1', 'bound' as const],
      ['r1', 'running' as const],
      ['b2', 'bound' as const],
      ['r2', 'running' as const],
    ]);
    const { came, take } = turns({ urgencies: async () => urgencies });
    await take('first');
    await Promise.all(['i1', 'b1', 'r1', 'i2', 'b2', 'r2'].map((unit) => take(unit)));
    expect(came).toEqual(['first', 'r1', 'i1', 'r2', 'b1', 'i2', 'b2']);
  });

  it('come no faster than the pace, however many ask at once', async () => {
    const { at, take } = turns();
    await Promise.all(['a', 'b', 'c', 'd'].map((unit) => take(unit)));
    for (const [index, time] of at.entries()) if (index > 0) expect(time - at[index - 1]!).toBeGreaterThan(18);
  });

  it('go on in their order where nobody can say who is needed most', async () => {
    const { came, take } = turns({ urgencies: () => Promise.reject(new Error('the database is away')) });
    await Promise.all(['a', 'b', 'c'].map((unit) => take(unit)));
    expect(came).toEqual(['a', 'b', 'c']);
  });

  it('are not all taken by urgent units that cannot be reached and ask again and again', async () => {
    const urgencies = new Map(['r1', 'r2', 'r3'].map((unit) => [unit, 'running' as const]));
    const { came, take } = turns({ urgencies: async () => urgencies });
    let isOver = false;
    const again = async (unit: string): Promise<void> => {
      while (!isOver) await take(unit);
    };
    const others = ['r1', 'r2', 'r3'].map(again);
    await Promise.all(['i1', 'i2'].map((unit) => take(unit)));
    isOver = true;
    await Promise.all(others);
    expect(came.indexOf('i2')).toBeLessThan(20);
  });

  it('go on where it is never heard who is needed most', async () => {
    const { came, take } = turns({ urgencies: () => new Promise(() => undefined) });
    await Promise.all(['a', 'b', 'c'].map((unit) => take(unit)));
    expect(came).toEqual(['a', 'b', 'c']);
  });

  it('pass over a unit that is another server’s for now, until it is not', async () => {
    let isOurs = false;
    const { came, take } = turns({ may: (unit) => unit !== 'theirs' || isOurs });
    const theirs = take('theirs');
    await Promise.all(['a', 'b'].map((unit) => take(unit)));
    expect(came).toEqual(['a', 'b']);
    isOurs = true;
    await theirs;
  });

  it('are not used up by who waits no more', async () => {
    const { came, take } = turns();
    const leaving = new AbortController();
    const first = take('a');
    const gone = take('gone', leaving.signal);
    const next = take('b');
    leaving.abort();
    await gone;
    await Promise.all([first, next]);
    expect(came.filter((unit) => unit !== 'gone')).toEqual(['a', 'b']);
    await take('late', AbortSignal.abort());
    expect(came.at(-1)).toBe('late');
  });
});
