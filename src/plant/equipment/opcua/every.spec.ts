import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { every } from './every.js';

describe('what is done again and again', () => {
  it('is done once at a time, also where it takes longer than its time or fails, until it is ended', async () => {
    let [at, most, rounds] = [0, 0, 0];
    let stop: () => void = () => undefined;
    await new Promise<void>((done) => {
      stop = every(5, async () => {
        most = Math.max(most, ++at);
        await sleep(20);
        at--;
        if (++rounds === 4) done();
        throw new Error('the unit does not answer');
      });
    });
    stop();
    expect(most).toBe(1);
    await sleep(40);
    expect(rounds).toBeLessThanOrEqual(5);
  });
});
