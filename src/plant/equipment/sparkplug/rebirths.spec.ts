import { describe, expect, it } from '@jest/globals';
import { Rebirths } from './rebirths.js';

const PACE = { grace: 1000, every: 5000, most: 60_000, perSecond: 20 };

/** When which edge node is asked, looked at ten times a second. */
function run(rebirths: Rebirths, from: number, to: number): [at: number, node: string][] {
  const asked: [number, string][] = [];
  for (let now = from; now <= to; now += 100) for (const { node } of rebirths.due(now)) asked.push([now, node]);
  return asked;
}

describe('requests for births', () => {
  it('are one for many causes', () => {
    const rebirths = new Rebirths(PACE);
    for (let at = 0; at < 50; at++) rebirths.ask('a', at % 2 ? 'sequence' : 'unknown-alias', at);
    expect(rebirths.due(50)).toEqual([{ node: 'a', causes: ['unknown-alias', 'sequence'] }]);
    rebirths.settle('a', 100);
    rebirths.ask('a', 'malformed', 100);
    expect(run(rebirths, 100, 6000)).toEqual([[5100, 'a']]);
  });

  it('are repeated, ever less often, while no birth comes, and not any more when it has come', () => {
    const rebirths = new Rebirths(PACE);
    rebirths.ask('a', 'no-birth', 0);
    const asked = run(rebirths, 0, 200_000).map(([at]) => at);
    expect(asked).toEqual([0, 5000, 15_000, 35_000, 75_000, 135_000, 195_000]);
    rebirths.settle('a', 200_000);
    expect(run(rebirths, 200_100, 400_000)).toEqual([]);
  });

  it('are repeated ever less often while births come and their cause stays, and soon again once it was gone', () => {
    const rebirths = new Rebirths(PACE);
    const asked: number[] = [];
    const malformed = (from: number, to: number): void => {
      rebirths.ask('a', 'malformed', from);
      for (let now = from; now <= to; now += 100)
        for (const { node } of rebirths.due(now)) {
          asked.push(now);
          rebirths.settle(node, now + 50);
          rebirths.ask(node, 'malformed', now + 60);
          rebirths.ask(node, 'no-birth', now + 70);
        }
    };
    malformed(0, 200_000);
    expect(asked).toEqual([0, 10_000, 30_000, 70_000, 130_000, 190_000]);
    rebirths.settle('a', 200_000);
    asked.length = 0;
    malformed(300_000, 312_000);
    expect(asked).toEqual([300_000, 310_000]);
  });

  it('leave edge nodes that watch our STATE the time to give birth by themselves', () => {
    const rebirths = new Rebirths(PACE);
    rebirths.ask('a', 'connected', 0, PACE.grace);
    rebirths.ask('b', 'connected', 0, PACE.grace);
    rebirths.ask('b', 'no-birth', 10);
    rebirths.settle('a', 10);
    expect(run(rebirths, 0, 2000)).toEqual([[1000, 'b']]);
  });

  it('come as no storm: 1000 edge nodes are asked at 20 a second, each of them', () => {
    const rebirths = new Rebirths(PACE);
    for (let node = 0; node < 1000; node++) rebirths.ask(`n${node}`, 'connected', 0);
    const answered = new Set<string>();
    const perSecond = new Map<number, number>();
    for (let now = 0; now <= 60_000; now += 100) {
      for (const { node } of rebirths.due(now)) {
        expect(answered.has(node)).toBe(false);
        answered.add(node);
        perSecond.set(Math.floor(now / 1000), (perSecond.get(Math.floor(now / 1000)) ?? 0) + 1);
        rebirths.settle(node, now);
        // each of its messages is still a cause
        rebirths.ask(node, 'no-birth', now);
        rebirths.settle(node, now);
      }
    }
    expect(answered.size).toBe(1000);
    // the allowance of the first second is there at once
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(2 * PACE.perSecond);
    expect([...perSecond.values()].reduce((sum, count) => sum + count, 0)).toBe(1000);
  });
});
