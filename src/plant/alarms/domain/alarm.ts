import { seconds } from '../../../definition/unit-classes/domain/index.js';
import { canonicalJson } from '../../../kernel/canonical-json.js';
import type { Instant, Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { next } from '../../../kernel/transition-table.js';
import { ALARM_TABLE, type AlarmCommand, type AlarmState, isAnnounced, isWithheld } from './alarm-state.js';
import type { AlarmFact, AlarmFacts } from './facts.js';
import type { AlarmPoint, AlarmRow, AlarmsState, OccurrenceRow } from './rows.js';

/** The longest time for which an alarm is shelved at once. */
export const LONGEST_SHELVING = 'PT8H';

/** How an alarm's cause stands, whoever has seen it. */
export interface Sight {
  active: boolean;
  /** since when, by whoever has seen it */
  at: Instant;
  message: string;
  /** why it is suppressed by design; null where it is enabled */
  suppressedBecause: string | null;
  batches: Uuid[];
  /** of a grouped alarm */
  units?: string[];
  /** for the occurrence, where it is a new one */
  newOccurrence: Uuid;
}

const moved = (state: AlarmState, command: AlarmCommand): AlarmState => next('alarm', ALARM_TABLE, state, command);

const pointOf = ({ id, unit, site, room, code, title, rationale }: AlarmPoint): AlarmPoint => ({
  ...{ id, unit, site, room, code, title, rationale },
});

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

const fact = <T extends keyof AlarmFacts>(type: T, values: AlarmFacts[T], happenedAt?: Instant): AlarmFact<T> => ({
  type,
  values,
  ...(happenedAt !== undefined && { happenedAt }),
});

/** What follows from how the cause stands now, and from the clock; nothing where that is nothing new. */
export function decideSight(state: AlarmsState, point: AlarmPoint, sight: Sight, now: Instant): AlarmFact[] {
  const row = state.alarm[point.id];
  if (row === undefined && !sight.active) return [];
  // a unit's clock may be ahead
  const at = sight.at < now ? sight.at : now;
  const listed = row !== undefined && same(pointOf(row), pointOf(point)) ? [] : [fact('alarm.listed', { point })];
  const facts: AlarmFact[] = [];
  let is = row?.state ?? 'normal';
  let active = row?.active ?? false;
  let occurrence = row?.occurrence ?? null;
  const withhold = (): void => {
    is = moved(is, 'suppress');
    facts.push(fact('alarm.suppressed', { to: is, reason: sight.suppressedBecause! }));
  };
  if (active) facts.push(...batchesAdded(state, occurrence!, sight.batches));
  if (!sight.active && active) {
    is = moved(is, point.rationale.latched && !isWithheld(is) ? 'latch' : 'return');
    active = false;
    facts.push(fact('alarm.returned', { occurrence: occurrence!, to: is, returnedAt: at }, at));
  }
  if (is === 'shelved' && row!.withheld!.until! <= now) {
    is = moved(is, active ? 'announce' : 'release');
    facts.push(fact('alarm.unshelved', { occurrence: active ? occurrence : null, to: is, why: 'time-over' }));
  }
  if (is === 'suppressed' && sight.suppressedBecause === null) {
    is = moved(is, active ? 'announce' : 'release');
    facts.push(fact('alarm.unsuppressed', { occurrence: active ? occurrence : null, to: is }));
  }
  if (sight.suppressedBecause !== null && sight.active && (is === 'normal' || isAnnounced(is))) withhold();
  if (sight.active && !active) {
    is = moved(is, 'raise');
    occurrence = sight.newOccurrence;
    const { message, units } = sight;
    const raised = { occurrence, to: is, announced: !isWithheld(is), message, ...(units && { units }) };
    facts.push(fact('alarm.raised', { ...raised, raisedAt: at }, at));
    facts.push(...batchesAdded(state, occurrence, sight.batches));
  } else if (active && occurrence !== null && sight.units !== undefined)
    facts.push(...unitsMoved(state.alarm_occurrence[occurrence]!, sight.units, is));
  return facts.length === 0 ? [] : [...listed, ...facts];
}

const batchesAdded = (state: AlarmsState, occurrence: Uuid, batches: readonly Uuid[]): AlarmFact[] =>
  [...new Set(batches)]
    .filter((batch) => state.alarm_batch[`${occurrence}.${batch}`] === undefined)
    .map((batch) => fact('alarm.batch-added', { occurrence, batch }));

/** A unit that is back is no part of a group any more: it fails again as itself. Whoever has answered hears of more. */
function unitsMoved(known: OccurrenceRow, seen: readonly string[], state: AlarmState): AlarmFact[] {
  const { id: occurrence, answeredAt } = known;
  const present = unitsOf(known);
  const left = present.filter((unit) => !seen.includes(unit));
  const units = seen.filter((unit) => !present.includes(unit));
  const facts: AlarmFact[] = left.length === 0 ? [] : [fact('alarm.units-left', { occurrence, units: left })];
  if (units.length === 0) return facts;
  const to = state === 'acknowledged' ? moved(state, 'announce') : state;
  const announced = to !== state || (to === 'unacknowledged' && answeredAt !== null);
  return [...facts, fact('alarm.units-added', { occurrence, units, to, announced })];
}

/** The units that a grouped alarm is of now. */
export const unitsOf = ({ units, unitsLeft }: OccurrenceRow): string[] =>
  units.filter((unit) => !unitsLeft.includes(unit));

function rowOf(state: AlarmsState, id: string): AlarmRow {
  const row = state.alarm[id];
  if (row === undefined) throw new Refusal('not-found', 'alarm.not-found', { id });
  return row;
}

export function occurrenceOf(state: AlarmsState, { id, occurrence }: AlarmRow): OccurrenceRow {
  const found = occurrence === null ? undefined : state.alarm_occurrence[occurrence];
  if (found === undefined) throw new Refusal('not-found', 'alarm.not-found', { id });
  return found;
}

/** Refuses with `alarm.raised-again` where it was raised anew since it was seen. */
export function decideAcknowledge(
  state: AlarmsState,
  id: string,
  { occurrence, comment, name }: { occurrence: Uuid; comment: string | null; name: string },
): [AlarmFact<'alarm.acknowledged'>] {
  const row = rowOf(state, id);
  const to = moved(row.state, 'acknowledge');
  if (row.occurrence !== occurrence)
    throw new Refusal('conflict', 'alarm.raised-again', { occurrence: occurrenceOf(state, row).id });
  return [fact('alarm.acknowledged', { occurrence, to, name, comment })];
}

/** A latched alarm whose cause is gone. */
export const decideReset = (state: AlarmsState, id: string): [AlarmFact<'alarm.reset'>] => [
  fact('alarm.reset', { to: moved(rowOf(state, id).state, 'reset') }),
];

/** Refuses with `alarm.shelved-too-long` a time beyond {@link LONGEST_SHELVING}. An alarm that was never raised is listed first. */
export function decideShelve(
  state: AlarmsState,
  point: AlarmPoint,
  { length, reason, name }: { length: string; reason: string; name: string },
  now: Instant,
): AlarmFact[] {
  if (seconds(length) > seconds(LONGEST_SHELVING) || seconds(length) === 0)
    throw new Refusal('unprocessable', 'alarm.shelved-too-long', { length, longest: LONGEST_SHELVING });
  const row = state.alarm[point.id];
  const to = moved(row?.state ?? 'normal', 'shelve');
  const until = new Date(Date.parse(now) + seconds(length) * 1000).toISOString();
  const shelved = fact('alarm.shelved', { to, until, times: (row?.shelved ?? 0) + 1, name, reason });
  return row === undefined ? [fact('alarm.listed', { point }), shelved] : [shelved];
}

const backFrom = (row: AlarmRow, from: AlarmState): { occurrence: Uuid | null; to: AlarmState } => {
  if (row.state !== from)
    throw new Refusal('conflict', 'alarm.transition-not-allowed', { state: row.state, command: 'release' });
  return {
    occurrence: row.active ? row.occurrence : null,
    to: moved(row.state, row.active ? 'announce' : 'release'),
  };
};

export const decideUnshelve = (state: AlarmsState, id: string): [AlarmFact<'alarm.unshelved'>] => [
  fact('alarm.unshelved', { ...backFrom(rowOf(state, id), 'shelved'), why: 'asked' }),
];

export function decideRemove(
  state: AlarmsState,
  point: AlarmPoint,
  { reason, name }: { reason: string; name: string },
): AlarmFact[] {
  const row = state.alarm[point.id];
  const to = moved(row?.state ?? 'normal', 'remove');
  const removed = fact('alarm.removed-from-service', { to, name, reason });
  return row === undefined ? [fact('alarm.listed', { point }), removed] : [removed];
}

export const decideRestore = (
  state: AlarmsState,
  id: string,
  reason: string,
): [AlarmFact<'alarm.returned-to-service'>] => [
  fact('alarm.returned-to-service', { ...backFrom(rowOf(state, id), 'out-of-service'), reason }),
];

/** Nothing where it was answered, acknowledged or withheld meanwhile, or raised anew. */
export function decideEscalate(
  state: AlarmsState,
  id: string,
  { occurrence, step, to }: AlarmFacts['alarm.escalated'],
): AlarmFact[] {
  const row = rowOf(state, id);
  const found = occurrenceOf(state, row);
  const isOver = found.id !== occurrence || found.acknowledgedAt !== null || found.answeredAt !== null;
  if (isOver || isWithheld(row.state) || found.escalated >= step) return [];
  if (to.length === 0) return found.unattended >= step ? [] : [fact('alarm.nobody-on-duty', { occurrence, step })];
  return [fact('alarm.escalated', { occurrence, step, to })];
}

/** Said from outside: nobody is authenticated, so it changes no state of the alarm. Refuses with `alarm.answered`. */
export function decideAnswer(
  state: AlarmsState,
  { occurrence, by }: AlarmFacts['alarm.answered'],
): [AlarmFact<'alarm.answered'>] {
  const found = state.alarm_occurrence[occurrence];
  if (found === undefined) throw new Refusal('not-found', 'alarm.not-found', { id: occurrence });
  if (found.answeredAt !== null) throw new Refusal('conflict', 'alarm.answered', { by: found.answeredBy });
  return [fact('alarm.answered', { occurrence, by })];
}
