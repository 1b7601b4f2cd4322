import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Away, GROUP, groupAway } from './comms-group.js';

const away = (unit: string, since: number, more: Partial<Away> = {}): Away => ({
  ...{ unit, since, delay: 5000, isAlarmed: false, ...more },
});

describe('units that go offline', () => {
  it('one switch is one alarm with its list of units, not one each', () => {
    const units = Array.from({ length: 40 }, (_, at) => away(`U-${at}`, at * 200));
    expect(groupAway(units, [], 9_999)).toEqual({ grouped: [], single: [] });
    const { grouped, single } = groupAway(units, [], 10_000);
    expect(grouped).toHaveLength(40);
    expect(single).toEqual([]);
  });

  it('two, or three over a longer while, are each their own', () => {
    expect(groupAway([away('A', 0), away('B', 100)], [], 60_000)).toEqual({ grouped: [], single: ['A', 'B'] });
    const slow = [away('A', 0), away('B', 9_000), away('C', 19_000)];
    expect(groupAway(slow, [], 60_000).single).toEqual(['A', 'B', 'C']);
  });

  it('a unit waits for its own delay where that is longer than the window', () => {
    expect(groupAway([away('A', 0, { delay: 30_000 })], [], 29_999).single).toEqual([]);
    expect(groupAway([away('A', 0, { delay: 30_000 })], [], 30_000).single).toEqual(['A']);
  });

  it('the group keeps its units while they are away, and one that fails later is its own', () => {
    const later = [away('B', 0), away('C', 0), away('Z', 300_000)];
    expect(groupAway(later, ['A', 'B', 'C'], 400_000)).toEqual({ grouped: ['B', 'C'], single: ['Z'] });
  });

  it('a unit that was back and fails again is its own, also while the group it was in stands', () => {
    const again = [away('B', 0), away('A', 300_000)];
    // A has left the group when it was back
    expect(groupAway(again, ['B', 'C'], 400_000)).toEqual({ grouped: ['B'], single: ['A'] });
  });

  it('a unit that has its own alarm keeps it', () => {
    const units = [away('A', 0, { isAlarmed: true }), away('B', 100), away('C', 200), away('D', 300)];
    expect(groupAway(units, [], 60_000)).toEqual({ grouped: ['B', 'C', 'D'], single: ['A'] });
  });

  it('no unit is told of twice, none is forgotten once the window is over, and no group is smaller than it must be', () => {
    const some = fc.uniqueArray(
      fc.record({ name: fc.integer({ min: 0, max: 30 }), since: fc.integer({ min: 0, max: 60_000 }) }),
      {
        selector: ({ name }) => name,
      },
    );
    fc.assert(
      fc.property(some, (given) => {
        const units = given.map(({ name, since }) => away(`U-${name}`, since));
        const { grouped, single } = groupAway(units, [], 200_000);
        expect([...grouped, ...single].toSorted()).toEqual(units.map(({ unit }) => unit).toSorted());
        expect(grouped.length === 0 || grouped.length >= GROUP.least).toBe(true);
      }),
    );
  });
});
