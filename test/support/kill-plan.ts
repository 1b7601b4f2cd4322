import { draw } from '../../simulators/culture/random.js';

/** One `kill -9`: after a while, of whom, and how long it stays dead before it is started again. */
export interface Kill {
  victim: string;
  /** ms */
  after: number;
  dead: number;
}

export interface Round {
  /** that follow one another without waiting for anybody's return */
  kills: Kill[];
  /** before the next round values flow again; else it begins as soon as all have been started */
  calm: boolean;
}

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
    const kills = order.map(({ victim }) => ({ victim, after: within(WAIT), dead: within(DEAD) }));
    return { kills, calm: chance() < 0.5 };
  });
}
