import { seconds } from '../../../definition/unit-classes/domain/index.js';
import type { Need, OpcuaConnection } from '../domain/index.js';

/** Times of a connection in milliseconds. */
export interface Pace {
  publishing: number;
  /** publishing intervals without a value before the unit says that it is alive */
  keepAliveCount: number;
  /** how long a unit's queues and its subscription are to hold without us, where it says no other */
  outage: number;
  connect: number;
  backoff: { first: number; most: number };
  /** between a failed commit and the next try */
  retry: number;
  /** between tries to find tags that are missing */
  repair: number;
  /** between looks whether a unit takes our new certificate */
  renew: number;
}

export const PACE: Pace = {
  publishing: 1000,
  keepAliveCount: 3,
  outage: 600_000,
  connect: 10_000,
  backoff: { first: 1000, most: 10_000 },
  retry: 1000,
  repair: 5000,
  renew: 60_000,
};

/** Silence after which a link counts as cut. */
export const silence = (pace: Pace): number => 3 * pace.keepAliveCount * pace.publishing;

/** Unacknowledged messages after which a unit is asked to pause, well below the 100 that servers keep. */
export const MOST_UNACKNOWLEDGED = 20;

/** Of publishing: what a queue holds at the least, so that one that comes late loses nothing. */
const LEAST_INTERVALS = 10;

/** What is asked of a unit: its own outage, else everybody's; a queue for it has a tenth to spare. */
export function needOf(
  { outage, samplesPerSecond }: Pick<OpcuaConnection, 'outage' | 'samplesPerSecond'>,
  pace: Pace,
): Need {
  const ms = outage === undefined ? pace.outage : seconds(outage) * 1000;
  const held = Math.max(ms, LEAST_INTERVALS * pace.publishing);
  const queueSize = Math.ceil(((held / 1000) * samplesPerSecond * 11) / 10);
  return { outage: ms, samplesPerSecond, keepAlive: pace.keepAliveCount * pace.publishing, queueSize };
}
