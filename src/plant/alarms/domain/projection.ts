import { type Fact, patch, type Projection, put } from '../../../trust/ledger/domain/index.js';
import type { AlarmState } from './alarm-state.js';
import type { AlarmFacts } from './facts.js';
import type { AlarmRow, AlarmsState } from './rows.js';

type Apply = {
  [T in keyof AlarmFacts]: (state: AlarmsState, fact: Fact<T, AlarmFacts[T]>, alarm: string) => AlarmsState;
};

/** Announced anew: nobody has been told of it yet. */
const anew = (at: string) => ({
  ...{ announcedAt: at, acknowledgedAt: null, acknowledgedBy: null, comment: null },
  ...{ answeredAt: null, answeredBy: null, escalated: 0, unattended: 0 },
});

const withBatch = (state: AlarmsState, alarm: string, occurrence: string, batch: string): AlarmsState => {
  const id = `${occurrence}.${batch}`;
  return put(state, 'alarm_batch', id, { id, alarm, occurrence, batch });
};

const patchAlarm = (state: AlarmsState, alarm: string, columns: Partial<AlarmRow>): AlarmsState =>
  patch(state, 'alarm', alarm, columns);

/** What withheld it is over; where its cause is there, it is announced now. */
function back(
  state: AlarmsState,
  alarm: string,
  { occurrence, to }: { occurrence: string | null; to: AlarmState },
  at: string,
): AlarmsState {
  const shown = patchAlarm(state, alarm, {
    state: to,
    since: at,
    withheld: null,
    ...(to === 'normal' && { shelved: 0 }),
  });
  return to === 'unacknowledged' && occurrence !== null
    ? patch(shown, 'alarm_occurrence', occurrence, anew(at))
    : shown;
}

const APPLY: Apply = {
  'alarm.listed': (state, { values: { point }, at }, alarm) =>
    put(state, 'alarm', alarm, {
      ...{ state: 'normal', active: false, occurrence: null, since: at, withheld: null, shelved: 0 },
      ...state.alarm[alarm],
      ...point,
    }),
  'alarm.raised': (state, { values, at }, alarm) => {
    const { occurrence: id, to, announced, message, batches = [], units = [], raisedAt } = values;
    const { unit, site, room, code, title, rationale } = state.alarm[alarm]!;
    const made = put(state, 'alarm_occurrence', id, {
      ...{
        id,
        alarm,
        unit,
        site,
        room,
        code,
        title,
        priority: rationale.priority,
        message,
        units,
        unitsLeft: [],
        raisedAt,
      },
      ...{ announcedAt: announced ? at : null, acknowledgedAt: null, acknowledgedBy: null, comment: null },
      ...{ returnedAt: null, answeredAt: null, answeredBy: null, escalated: 0, unattended: 0 },
    });
    const named = batches.reduce((all, batch) => withBatch(all, alarm, id, batch), made);
    return patchAlarm(named, alarm, { state: to, active: true, occurrence: id, since: at });
  },
  'alarm.batch-added': (state, { values: { occurrence, batch } }, alarm) => withBatch(state, alarm, occurrence, batch),
  'alarm.units-added': (state, { values: { occurrence, units, to, announced = false }, at }, alarm) => {
    const known = state.alarm_occurrence[occurrence]!;
    const more = patch(state, 'alarm_occurrence', occurrence, {
      units: [...new Set([...known.units, ...units])],
      unitsLeft: known.unitsLeft.filter((unit) => !units.includes(unit)),
      ...(announced && anew(at)),
    });
    return announced ? patchAlarm(more, alarm, { state: to!, since: at }) : more;
  },
  'alarm.units-left': (state, { values: { occurrence, units } }) =>
    patch(state, 'alarm_occurrence', occurrence, {
      unitsLeft: [...state.alarm_occurrence[occurrence]!.unitsLeft, ...units],
    }),
  'alarm.returned': (state, { values: { occurrence, to, returnedAt }, at }, alarm) =>
    patchAlarm(patch(state, 'alarm_occurrence', occurrence, { returnedAt }), alarm, {
      ...{ state: to, active: false, since: at },
      ...(to === 'normal' && { shelved: 0 }),
    }),
  'alarm.acknowledged': (state, { values: { occurrence, to, name, comment }, at }, alarm) => {
    const answer = { acknowledgedAt: at, acknowledgedBy: name, comment };
    const answered = patch(state, 'alarm_occurrence', occurrence, answer);
    return patchAlarm(answered, alarm, { state: to, since: at, ...(to === 'normal' && { shelved: 0 }) });
  },
  'alarm.reset': (state, { values: { to }, at }, alarm) => patchAlarm(state, alarm, { state: to, since: at }),
  'alarm.shelved': (state, { values: { to, until, times, name, reason }, at }, alarm) =>
    patchAlarm(state, alarm, {
      ...{ state: to, since: at, shelved: times },
      withheld: { reason, by: name, since: at, until },
    }),
  'alarm.unshelved': (state, { values, at }, alarm) => back(state, alarm, values, at),
  'alarm.suppressed': (state, { values: { to, reason }, at }, alarm) =>
    patchAlarm(state, alarm, { state: to, since: at, withheld: { reason, by: null, since: at, until: null } }),
  'alarm.unsuppressed': (state, { values, at }, alarm) => back(state, alarm, values, at),
  'alarm.removed-from-service': (state, { values: { to, name, reason }, at }, alarm) =>
    patchAlarm(state, alarm, { state: to, since: at, withheld: { reason, by: name, since: at, until: null } }),
  'alarm.returned-to-service': (state, { values, at }, alarm) => back(state, alarm, values, at),
  'alarm.escalated': (state, { values: { occurrence, step } }) =>
    patch(state, 'alarm_occurrence', occurrence, { escalated: step }),
  'alarm.nobody-on-duty': (state, { values: { occurrence, step } }) =>
    patch(state, 'alarm_occurrence', occurrence, { unattended: step }),
  'alarm.answered': (state, { values: { occurrence, by }, at }) =>
    patch(state, 'alarm_occurrence', occurrence, { answeredAt: at, answeredBy: by }),
};

/** An alarm and the times that it was raised, of the facts of its stream. */
export const alarmProjection: Projection<AlarmsState> = {
  kind: 'alarm',
  empty: { alarm: {}, alarm_occurrence: {}, alarm_batch: {} },
  apply(state, fact) {
    if (!Object.hasOwn(APPLY, fact.type)) return state;
    const apply = APPLY[fact.type as keyof AlarmFacts] as (
      state: AlarmsState,
      fact: Fact,
      alarm: string,
    ) => AlarmsState;
    return apply(state, fact, fact.stream.slice('alarm/'.length));
  },
};
