import type { Duration } from './duration.js';

/** How soon an operator must answer, and so what is shown first. */
export type AlarmPriority = 'critical' | 'high' | 'medium' | 'low';

/** Most urgent first. */
export const ALARM_PRIORITIES: readonly AlarmPriority[] = ['critical', 'high', 'medium', 'low'];

/**
 * What raises an alarm. `limit`: a value beyond `above` or below `below` (decimals in the tag's unit) for `onDelay`, until it is
 * back by `deadband` for `offDelay`. `state`: a value that is `is`. `stale`: no good value for the tag's own stale time.
 * `offline`: the unit cannot be reached. `condition`: an OPC UA condition, by its ConditionName.
 */
export type AlarmSource =
  | {
      kind: 'limit';
      tag: string;
      above?: string;
      below?: string;
      deadband: string;
      onDelay: Duration;
      offDelay: Duration;
    }
  | { kind: 'state'; tag: string; is: boolean | string; onDelay: Duration; offDelay: Duration }
  | { kind: 'stale'; tag: string }
  | { kind: 'offline'; onDelay: Duration }
  | { kind: 'condition'; name: string };

/** When an alarm is enabled: at all times, while a batch holds the unit, or while one of these programs runs. */
export type AlarmEnabling = 'always' | 'in-use' | string[];

/** An alarm as it was rationalised (ISA-18.2): why it is one, and what an operator does. */
export interface AlarmDefinition {
  code: string;
  title: string;
  source: AlarmSource;
  priority: AlarmPriority;
  cause: string;
  consequence: string;
  response: string;
  /** within what time the response must be made */
  respondWithin: Duration;
  enabled: AlarmEnabling;
  /** stays until a person resets it; absent where it does not */
  latched?: true;
}
