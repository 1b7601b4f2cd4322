export {
  decideAcknowledge,
  decideAnswer,
  decideEscalate,
  decideRemove,
  decideReset,
  decideRestore,
  decideShelve,
  decideSight,
  decideUnshelve,
  type Sight,
  unitsOf,
} from './alarm.js';
export {
  ALARM_TABLE,
  type AlarmCommand,
  type AlarmState,
  isAnnounced,
  isUnanswered,
  isWithheld,
} from './alarm-state.js';
export { type AlarmsInBrief, briefOf } from './brief.js';
export { type Away, groupAway } from './comms-group.js';
export { isNews, type KnownCondition, type KnownConditions, take, withTwins } from './condition.js';
export type { Detected, ReadSource, Sample } from './detector.js';
export {
  type Contact,
  decideEscalation,
  dueSteps,
  type EscalationPolicy,
  escalationProjection,
  type EscalationRow,
  type EscalationState,
} from './escalation.js';
export { suppressedBecause, type Use } from './enabling.js';
export type { AlarmFact, AlarmFacts } from './facts.js';
export { type Flood, floodOf } from './flood.js';
export { type Finding, isRead, judge } from './judge.js';
export { type AlarmedUnit, commsPoint, pointId, pointOf, strangePoint } from './point.js';
export { alarmProjection } from './projection.js';
export type { AlarmBatchRow, AlarmPoint, AlarmRow, AlarmsState, OccurrenceRow, Rationale, Withheld } from './rows.js';
