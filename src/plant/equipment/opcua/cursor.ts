import type { Instant } from '../../../kernel/ids.js';
import type { GapCause, Reserve, UnitBy } from '../domain/index.js';
import type { Item } from './subscription.js';

/** Where the values of a unit are committed up to. */
export interface Cursor {
  /** of the unit's server; null before the first */
  subscription: number | null;
  items: Record<string, Item>;
  /** the highest of our handles that an item of the subscription may have, also one whose answer was lost; absent of earlier versions */
  handles?: number;
  /** what `items` are of; absent of earlier versions */
  of?: Followed;
  /** last notification whose values are committed */
  sequence: number;
  serverStartedAt: Instant;
  /** last committed source time by tag, in 100 ns as text */
  sourceTimes: Record<string, string>;
  /** tags of which something may be lost before their next value */
  doubts: Record<string, GapCause>;
  /** what the unit holds for us, as it was stated last */
  reserve?: Reserve;
}

/** Whose nodes a unit's paths lead to. */
interface Followed {
  productInstanceUri: string;
  serial: string;
  /** of its server */
  applicationUri: string;
  /** URI by the prefix that paths use */
  namespaces: Record<string, string>;
}

export const followedOf = ({ connector, productInstanceUri, serial, tagMap }: UnitBy<'opcua'>): Followed => ({
  ...{ productInstanceUri, serial, applicationUri: connector.applicationUri },
  namespaces: tagMap.namespaces,
});

/** Whether what was followed under a path is what is to be now: the same device, and no prefix that stands for another URI. */
export function isSame(before: Followed | undefined, now: Followed): boolean {
  if (before === undefined) return true;
  const isDevice = (['productInstanceUri', 'serial', 'applicationUri'] as const).every(
    (key) => before[key] === now[key],
  );
  const shared = Object.entries(before.namespaces).filter(([prefix]) => prefix in now.namespaces);
  return isDevice && shared.every(([prefix, uri]) => now.namespaces[prefix] === uri);
}

/** Of a unit that never spoke to us. */
export const firstCursor = ({ tagMap }: UnitBy<'opcua'>, now: Instant): Cursor => ({
  subscription: null,
  items: {},
  sequence: 0,
  serverStartedAt: now,
  sourceTimes: {},
  // it may have spoken before, over another protocol
  doubts: Object.fromEntries(Object.keys(tagMap.tags).map((tag) => [tag, 'subscription-lost'])),
});
