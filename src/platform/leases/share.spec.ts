import { describe, expect, it } from '@jest/globals';
import { share, type Standing } from './share.js';

/** Servers that look in turns, each at what the one before has left. */
class Plant {
  readonly holders = new Map<string, string>();
  constructor(readonly wanted: string[]) {}

  look(server: string, servers: number): { take: string[]; give: string[] } {
    const standing = (name: string): Standing => {
      const holder = this.holders.get(name);
      return holder === undefined ? 'free' : holder === server ? 'mine' : 'others';
    };
    const mine = [...this.holders].flatMap(([name, holder]) => (holder === server ? [name] : []));
    const moves = share({ wanted: this.wanted, standing, mine, servers });
    for (const name of moves.give) this.holders.delete(name);
    for (const name of moves.take) this.holders.set(name, server);
    return moves;
  }

  /** The server is gone, and so is its hold. */
  die(server: string): void {
    for (const [name, holder] of [...this.holders]) if (holder === server) this.holders.delete(name);
  }

  count(server: string): number {
    return [...this.holders.values()].filter((holder) => holder === server).length;
  }
}

const units = (count: number) => Array.from({ length: count }, (_, at) => `unit/${at}`);

describe('the share of a server', () => {
  it('is everything while it is alone, what is needed most first', () => {
    const plant = new Plant(['unit/running', 'unit/bound', 'unit/idle', 'sparkplug', 'job/timers']);
    expect(plant.look('a', 1)).toEqual({
      take: ['unit/running', 'unit/bound', 'unit/idle', 'sparkplug', 'job/timers'],
      give: [],
    });
    expect(plant.look('a', 1)).toEqual({ take: [], give: [] });
  });

  it('goes over to a new server a little at a time, what is needed least first, and comes to rest', () => {
    const plant = new Plant(units(10));
    plant.look('a', 1);
    expect(plant.look('a', 2).give).toEqual(['unit/9', 'unit/8']);
    expect(plant.look('b', 2).take).toEqual(['unit/8', 'unit/9']);
    for (let round = 0; round < 5; round++) for (const server of ['a', 'b']) plant.look(server, 2);
    expect([plant.count('a'), plant.count('b')]).toEqual([5, 5]);
    expect(plant.holders.get('unit/0')).toBe('a');
    expect([plant.look('a', 2), plant.look('b', 2)]).toEqual([
      { take: [], give: [] },
      { take: [], give: [] },
    ]);
  });

  it('of a server that is gone is taken by those that are left, whoever looks first, until nothing is left over', () => {
    for (const order of [
      ['a', 'c'],
      ['c', 'a'],
    ]) {
      const plant = new Plant(units(11));
      for (let round = 0; round < 9; round++) for (const server of ['a', 'b', 'c']) plant.look(server, 3);
      expect(plant.count('b')).toBeGreaterThanOrEqual(3);
      plant.die('b');
      for (const server of order) plant.look(server, 2);
      expect(plant.count('a') + plant.count('c')).toBe(11);
      expect(Math.abs(plant.count('a') - plant.count('c'))).toBeLessThanOrEqual(1);
    }
  });

  it('is counted for each kind by itself, so that a lot of units of one kind moves no other', () => {
    const plant = new Plant([...units(6), 'mqtt/0', 'mqtt/1', 'sparkplug']);
    plant.look('a', 2);
    plant.look('b', 2);
    const of = (server: string, kind: string) =>
      [...plant.holders].filter(([name, holder]) => holder === server && name.startsWith(kind)).length;
    expect([of('a', 'unit'), of('b', 'unit'), of('a', 'mqtt'), of('b', 'mqtt')]).toEqual([3, 3, 1, 1]);
    expect(plant.holders.get('sparkplug')).toBe('a');
  });

  it('leaves what nobody wants any more', () => {
    const plant = new Plant(units(2));
    plant.look('a', 1);
    plant.wanted.pop();
    expect(plant.look('a', 1)).toEqual({ take: [], give: ['unit/1'] });
  });
});
