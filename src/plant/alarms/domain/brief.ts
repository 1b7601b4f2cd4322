import type { AlarmPriority } from '../../../definition/unit-classes/domain/index.js';
import type { Uuid } from '../../../kernel/ids.js';
import { isUnanswered } from './alarm-state.js';
import type { AlarmRow } from './rows.js';

/** One alarm, as a line names it. */
export interface AlarmCall {
  id: string;
  priority: AlarmPriority;
  title: string;
}

/** What is announced of a unit, by alarms of its own and by those of many units at once. */
export interface AlarmsInBrief {
  unit: Uuid;
  active: number;
  unacknowledged: number;
  /** the most urgent of those that wait for somebody; where none does, of all */
  first: AlarmCall;
  /** the most urgent of the unit's own that wait for somebody; null where none does */
  own: AlarmCall | null;
  /** those that wait for somebody and are of many units at once */
  shared: AlarmCall[];
}

const callOf = ({ id, rationale, title }: AlarmRow): AlarmCall => ({ id, priority: rationale.priority, title });

/** Of the alarms of one unit, the most urgent first. */
export function briefOf(unit: Uuid, alarms: readonly AlarmRow[]): AlarmsInBrief {
  const waiting = alarms.filter(({ state }) => isUnanswered(state));
  const own = waiting.find((alarm) => alarm.unit !== null);
  return {
    ...{ unit, active: alarms.length, unacknowledged: waiting.length },
    first: callOf(waiting[0] ?? alarms[0]!),
    own: own === undefined ? null : callOf(own),
    shared: waiting.filter((alarm) => alarm.unit === null).map(callOf),
  };
}
