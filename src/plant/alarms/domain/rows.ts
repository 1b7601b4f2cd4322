import type { AlarmPriority } from '../../../definition/unit-classes/domain/index.js';
import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { AlarmState } from './alarm-state.js';

/** What an operator needs to know of an alarm, as it was rationalised; null each where nobody has. */
export interface Rationale {
  priority: AlarmPriority;
  cause: string | null;
  consequence: string | null;
  response: string | null;
  /** ISO 8601 */
  respondWithin: string | null;
  latched: boolean;
}

/** Which alarm: of a unit, or of a site where it groups many. */
export interface AlarmPoint {
  id: string;
  /** null for one that groups units */
  unit: Uuid | null;
  site: Uuid;
  room: Uuid | null;
  /** of the unit class's dictionary */
  code: string;
  title: string;
  rationale: Rationale;
}

/** Why an alarm is withheld, since when and how long. */
export interface Withheld {
  reason: string;
  /** null where the system did it */
  by: string | null;
  since: Instant;
  until: Instant | null;
}

export interface AlarmRow extends AlarmPoint {
  state: AlarmState;
  /** whether its cause is there, also while it is withheld */
  active: boolean;
  /** the last time that it was raised; null before the first */
  occurrence: Uuid | null;
  since: Instant;
  withheld: Withheld | null;
  /** how often it has been shelved since it last was normal */
  shelved: number;
}

/** One time that an alarm was raised. */
export interface OccurrenceRow {
  id: Uuid;
  alarm: string;
  unit: Uuid | null;
  site: Uuid;
  room: Uuid | null;
  code: string;
  title: string;
  priority: AlarmPriority;
  /** what the unit said, or the value and its limit */
  message: string;
  /** of a grouped alarm: the units, by code */
  units: string[];
  /** those of them that are no part of it any more, while it stands */
  unitsLeft: string[];
  raisedAt: Instant;
  /** null where it was withheld all the time */
  announcedAt: Instant | null;
  acknowledgedAt: Instant | null;
  acknowledgedBy: string | null;
  comment: string | null;
  returnedAt: Instant | null;
  /** from outside, which is no GMP entry: somebody knows of it, and it escalates no further */
  answeredAt: Instant | null;
  answeredBy: string | null;
  /** steps of escalation that were taken */
  escalated: number;
  /** the last step for which nobody was on duty, 0 where there was none */
  unattended: number;
}

/** A batch that held the unit while the alarm was there: from when it was raised, or bound to it since. */
export interface AlarmBatchRow {
  /** `<occurrence>.<batch>` */
  id: string;
  alarm: string;
  occurrence: Uuid;
  batch: Uuid;
}

// a type, not an interface: only that has the index signature of Rows
export type AlarmsState = {
  alarm: Readonly<Record<string, AlarmRow>>;
  alarm_occurrence: Readonly<Record<string, OccurrenceRow>>;
  alarm_batch: Readonly<Record<string, AlarmBatchRow>>;
};
