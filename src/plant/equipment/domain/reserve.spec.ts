import { describe, expect, it } from '@jest/globals';
import { decideReserve, reserveOf } from './reserve.js';

const need = { outage: 600_000, samplesPerSecond: 2, keepAlive: 3000, queueSize: 1320 };
const terms = { publishing: 1000, keepAliveCount: 3, lifetimeCount: 900 };
const queue = (tag: string, size: number, sampling = 0) => ({ tag, size, sampling });

describe('what a unit holds while nobody takes its values', () => {
  it('is all that it is to, where it does what was asked', () => {
    const reserve = reserveOf(need, terms, [queue('ph', 1320), queue('do', 1200, 500)]);
    expect(reserve).toEqual({ needed: 600, holds: 600, short: [] });
  });

  it('is what its shortest queue holds at the pace at which it samples', () => {
    expect(reserveOf(need, terms, [queue('ph', 1320), queue('do', 100)])).toEqual({
      ...{ needed: 600, holds: 50 },
      short: [{ what: 'queue', tag: 'do', needed: 1320, given: 100 }],
    });
  });

  it('says of a unit that samples more slowly that values in between are never seen, though its queue holds longer', () => {
    expect(reserveOf(need, terms, [queue('do', 700, 1000)])).toEqual({
      ...{ needed: 600, holds: 600 },
      short: [{ what: 'sampling', tag: 'do', needed: 500, given: 1000 }],
    });
  });

  it('ends with a subscription that is forgotten sooner, and tells signs of life that come too seldom', () => {
    expect(reserveOf(need, { publishing: 5000, keepAliveCount: 2, lifetimeCount: 20 }, [queue('ph', 1320)])).toEqual({
      ...{ needed: 600, holds: 100 },
      short: [
        { what: 'lifetime', needed: 600_000, given: 100_000 },
        { what: 'keep-alive', needed: 3000, given: 10_000 },
      ],
    });
  });

  it('is a fact when it falls short, when it falls short otherwise, and when it is well again; else none', () => {
    const [well, short] = [reserveOf(need, terms, []), reserveOf(need, terms, [queue('ph', 10)])];
    expect(decideReserve(null, well)).toEqual([]);
    expect(decideReserve(null, short)).toEqual([{ type: 'unit.reserve-revised', values: short }]);
    expect(decideReserve(short, short)).toEqual([]);
    expect(decideReserve(short, well)).toEqual([{ type: 'unit.reserve-revised', values: well }]);
  });
});
