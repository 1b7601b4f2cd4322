import type { Address } from './addresses.js';
import { CONDITIONS, type Conditions } from './conditions.js';
import type { LadsUnit } from './lads.js';
import type { Item, Wanted } from './subscription.js';

const STATES_QUEUED = 100;

/** Tags where they are found, what is watched of a unit's programs, and its events. `tags`: the path of each. */
export function wantedOf(
  { lads, conditions }: { lads: LadsUnit | null; conditions: Conditions },
  tags: Record<string, string>,
  nodes: ReadonlyMap<string, Address>,
  queueSize: number,
): Wanted[] {
  const wanted: Wanted[] = [...nodes].map(([tag, address]) => {
    return { key: `${tag} ${tags[tag]}`, name: tag, watched: false, address, queueSize };
  });
  for (const [name, address] of Object.entries(lads?.watched ?? {}))
    if (address !== null) wanted.push({ key: `~${name}`, name, watched: true, address, queueSize: STATES_QUEUED });
  if (conditions.areThere) wanted.push(CONDITIONS);
  return wanted;
}

/** The queues in which values of tags wait at the unit, by its word. */
export const queuesOf = (wanted: readonly Wanted[], items: Record<string, Item>) =>
  wanted.flatMap(({ key, name: tag, watched }) => {
    const { queue: size, sampling = 0 } = items[key] ?? {};
    return watched || size === undefined ? [] : [{ tag, size, sampling }];
  });

/** What client handles stand for: those of items that are there, and from `first` on of those that are made. */
export function namedBy(
  wanted: readonly Wanted[],
  kept: Record<string, Item>,
  fresh: readonly Wanted[],
  first: number,
) {
  const old = wanted.flatMap((item) => (item.key in kept ? [[kept[item.key]!.client, item] as const] : []));
  return new Map([...old, ...fresh.map((item, at) => [first + at, item] as const)]);
}
