/** Times of the host in milliseconds, and what it keeps. */
export interface Pace {
  connect: number;
  /** between signs of life to the broker */
  keepAlive: number;
  backoff: { first: number; most: number };
  /** Reorder Timeout: how long a message that is missing may still come */
  reorder: number;
  rebirth: {
    /** after a connection, edge nodes that watch our STATE give birth by themselves */
    grace: number;
    /** between requests to one edge node, doubled up to `most` while no birth comes */
    every: number;
    most: number;
    /** to all edge nodes together */
    perSecond: number;
  };
  /** what an edge node kept while one of us was away: over when none has come for `quiet`, or after `most` */
  history: { quiet: number; most: number };
  /** a unit's answer to a command */
  answer: number;
  /** between a failed commit and the next try */
  retry: number;
  /** how often what waits for its time is looked at */
  tick: number;
  /** values of a unit that wait for the database, before the oldest are dropped */
  backlog: number;
}

export const PACE: Pace = {
  connect: 10_000,
  keepAlive: 15_000,
  backoff: { first: 1000, most: 10_000 },
  reorder: 2000,
  rebirth: { grace: 1000, every: 5000, most: 300_000, perSecond: 20 },
  history: { quiet: 2000, most: 30_000 },
  answer: 10_000,
  retry: 1000,
  tick: 100,
  backlog: 10_000,
};
