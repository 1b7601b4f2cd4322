/** A lease as one server sees it. `free`: nobody holds it, or who did is gone. */
export type Standing = 'mine' | 'others' | 'free';

export interface Shared {
  /** what somebody should hold, most needed first */
  wanted: readonly string[];
  standing: (name: string) => Standing;
  /** all that is held here */
  mine: readonly string[];
  /** servers that are alive, this one among them */
  servers: number;
}

export interface Moves {
  take: string[];
  /** to be left to others */
  give: string[];
}

/** Leases of one kind that are given up at a time: what is taken over has to be connected again. */
const STEP = 2;

/** `unit` of `unit/0198…`, `mqtt` of `mqtt@north/2`: each kind is shared for itself, over all places that it is at. */
const kindOf = (name: string): string => /^[^/@]*/.exec(name)![0];

/**
 * Each server holds its share of each kind, rounded up. Of what is free it takes what is needed most, up to its share; of what is
 * beyond its share it gives up a little at a time, what is needed least first; and what nobody wants any more.
 */
export function share({ wanted, standing, mine, servers }: Shared): Moves {
  const moves: Moves = { take: [], give: mine.filter((name) => !wanted.includes(name)) };
  for (const names of Map.groupBy(wanted, kindOf).values()) {
    const most = Math.ceil(names.length / servers);
    const own = names.filter((name) => standing(name) === 'mine');
    const free = names.filter((name) => standing(name) === 'free');
    moves.take.push(...free.slice(0, Math.max(0, most - own.length)));
    const beyond = Math.min(STEP, own.length - most);
    if (beyond > 0) moves.give.push(...own.slice(-beyond).toReversed());
  }
  return moves;
}
