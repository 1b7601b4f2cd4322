import type { NewFact } from '../../../trust/ledger/domain/index.js';

/** What a unit was asked for and does otherwise, by its own word. */
interface Shortfall {
  /** `queue` and `sampling` of a tag; `lifetime` of the subscription; `keep-alive`: the time between its signs of life */
  what: 'queue' | 'sampling' | 'lifetime' | 'keep-alive';
  tag?: string;
  /** values in a queue; else ms */
  needed: number;
  given: number;
}

/** How long a unit holds its values while nobody takes them, in whole seconds. */
export interface Reserve {
  needed: number;
  holds: number;
  short: Shortfall[];
}

/** A tag's queue at the unit, and the time in ms after which it looks for the next value; 0: whenever there is one. */
interface Queue {
  tag: string;
  size: number;
  sampling: number;
}

/** What the unit made of a subscription. Times in ms. */
export interface Terms {
  publishing: number;
  keepAliveCount: number;
  lifetimeCount: number;
}

/** What is asked of the unit: to hold its values for `outage` ms, at so many samples a second of a tag. */
export interface Need {
  outage: number;
  samplesPerSecond: number;
  /** between signs of life, in ms */
  keepAlive: number;
  /** values that a queue of it needs */
  queueSize: number;
}

/** Whether the unit holds its values for as long as it is to: told by what it made of what was asked for. */
export function reserveOf(need: Need, terms: Terms, queues: readonly Queue[]): Reserve {
  const distance = 1000 / need.samplesPerSecond;
  const lifetime = terms.lifetimeCount * terms.publishing;
  const keepAlive = terms.keepAliveCount * terms.publishing;
  const short: Shortfall[] = [];
  if (lifetime < need.outage) short.push({ what: 'lifetime', needed: need.outage, given: lifetime });
  if (keepAlive > need.keepAlive) short.push({ what: 'keep-alive', needed: need.keepAlive, given: keepAlive });
  let holds = Math.min(need.outage, lifetime);
  for (const { tag, size, sampling } of queues) {
    if (sampling > distance) short.push({ what: 'sampling', tag, needed: distance, given: sampling });
    const own = size * Math.max(distance, sampling);
    if (own < need.outage) short.push({ what: 'queue', tag, needed: need.queueSize, given: size });
    holds = Math.min(holds, own);
  }
  return { needed: Math.round(need.outage / 1000), holds: Math.floor(holds / 1000), short };
}

export interface ReserveFacts {
  /** a unit holds less than it is to, or, where nothing is short, all of it again */
  'unit.reserve-revised': { [K in keyof Reserve]: Reserve[K] };
}

/** One fact each time that it is other than it was; none while there was never anything short. */
export function decideReserve(
  before: Reserve | null,
  now: Reserve,
): NewFact<'unit.reserve-revised', { [K in keyof Reserve]: Reserve[K] }>[] {
  const same = before === null ? now.short.length === 0 : JSON.stringify(before) === JSON.stringify(now);
  return same ? [] : [{ type: 'unit.reserve-revised', values: { ...now } }];
}
