import type { Instant } from '../../../kernel/ids.js';
import type { GapCause, Reserve, UnitBy } from '../domain/index.js';
import type { Item } from './subscription.js';

/** Where the values of a unit are committed up to. */
export interface Cursor {
  /** of the unit's server; null before the first */
  subscription: number | null;
  items: Record<string, Item>;
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
