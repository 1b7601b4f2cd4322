import { draw } from '../../simulators/culture/random.js';

/** One `kill -9`: after a while, of whom, and how long it stays dead before it is started again. */
export interface Kill {
  victim: string;
  /** ms */
  after: number;
  dead: number;
}

/** Kills that follow one another without waiting for anything but the victim. */
export type Round = Kill[];

const WAIT = { least: 100, most: 1500 }; // ms
const DEAD = { least: 0, most: 1000 }; // ms

/**
 * As many rounds as are wanted, the same for the same seed. Each round kills the server, the broker, the database and a unit, in
 * any order; the units take turns.
 */
export function killPlan(seed: number, rounds: number, units: readonly string[]): Round[] {
  let state = seed;
  const chance = (): number => {
    const drawn = draw(state);
    state = drawn.seed;
    return drawn.value;
  };
  const within = ({ least, most }: { least: number; most: number }): number =>
    Math.round(least + chance() * (most - least));
  return Array.from({ length: rounds }, (_, round) => {
    const victims = ['server', 'broker', 'database', units[round % units.length]!];
    const order = victims.map((victim) => ({ victim, place: chance() })).sort((a, b) => a.place - b.place);
    return order.map(({ victim }) => ({ victim, after: within(WAIT), dead: within(DEAD) }));
  });
}
