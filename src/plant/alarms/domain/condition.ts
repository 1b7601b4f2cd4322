import type { ConditionSeen } from '../../equipment/domain/index.js';

/** What is known of the conditions of a unit, by their keys. JSON, kept between connections. */
export interface KnownCondition {
  name: string;
  branch: string;
  severity: number;
  active: boolean;
  message: string;
  /** hex, of the newest event: an acknowledgement names it */
  event: string;
  /** of the newest event */
  at: string;
  /** at the unit, by whoever stood there */
  acknowledged: boolean;
}

export type KnownConditions = Readonly<Record<string, KnownCondition>>;

/** What an event changes; nothing where it is older than what is known, or the same that came again. */
export function take(known: KnownConditions, seen: ConditionSeen): KnownConditions {
  switch (seen.kind) {
    case 'event': {
      const { key, kind: _, ...event } = seen;
      const before = known[key];
      if (before !== undefined && (before.at > event.at || before.event === event.event)) return known;
      return { ...known, [key]: event };
    }
    case 'retained': {
      const gone = Object.entries(known).filter(([key, { active, at }]) => {
        return active && at <= seen.at && !seen.keys.includes(key);
      });
      if (gone.length === 0) return known;
      return { ...known, ...Object.fromEntries(gone.map(([key, is]) => [key, { ...is, active: false }])) };
    }
  }
}
