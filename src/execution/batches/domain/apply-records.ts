import { patch, put } from '../../../trust/ledger/domain/index.js';
import { changeStep, nameOf } from './apply-steps.js';
import type { Apply, BatchFactType, Occurrence } from './facts.js';
import type { BatchState, EventRow } from './rows.js';

type OfRecords = Exclude<
  BatchFactType,
  | `step.${string}`
  | `steps.${string}`
  | `batch.${string}`
  | `element.${string}`
  | 'block.inserted'
  | 'lot.yielded'
  | 'choice.taken'
  | 'loop.judged'
  | 'decision.made'
>;

/** The row id of what is numbered within its batch. */
export const rowId = (batch: string, number: string): string => `${batch}/${number}`;

export const CLOCK_JUMPED = 'clock.jumped';

const occurred = (
  batch: string,
  number: string,
  { step, kind, identity, values, startedAt, endedAt }: Occurrence,
): EventRow => ({
  id: rowId(batch, number),
  batch,
  step,
  number,
  kind,
  identity,
  values,
  startedAt,
  endedAt,
});

const changed = (state: BatchState, step: string | null, fact: Parameters<typeof changeStep>[2]): BatchState =>
  step === null ? state : changeStep(state, step, fact);

export const APPLY_RECORDS: Apply<OfRecords> = {
  'entry.recorded': (state, fact, batch) => {
    const { entry, supersedes, capture, late = false, because = null, file = null, ...values } = fact.values;
    const id = rowId(batch, entry);
    const { step } = values;
    let rows = put(state, 'entry', id, {
      id,
      batch,
      number: entry,
      ...values,
      by: nameOf(fact.by),
      byPerson: 'person' in fact.by ? fact.by.person : null,
      at: fact.happenedAt,
      recordedAt: fact.at,
      late,
      reason: fact.reason ?? null,
      because,
      file,
      supersededBy: null,
    });
    if (supersedes !== null) rows = patch(rows, 'entry', rowId(batch, supersedes), { supersededBy: entry });
    if (capture !== null) {
      const { from, to, ...evidence } = capture;
      rows = put(rows, 'capture', id, { id, batch, step, entry, ...evidence, fromTime: from, toTime: to });
    }
    return changeStep(rows, step, fact);
  },
  'evidence.named': (state, { values: { step, unit, seals, supplementary } }, batch) =>
    seals.reduce((rows, { seq, from, to, count, root }) => {
      const id = `${step}/${seq}`;
      const range = { fromArrival: from, toArrival: to };
      return put(rows, 'evidence', id, { id, batch, step, unit, seq, ...range, count, root, supplementary });
    }, state),
  'event.recorded': (state, { values: { event, ...occurrence } }, batch) =>
    put(state, 'event', rowId(batch, event), occurred(batch, event, occurrence)),
  'event.ended': (state, { values: { event, endedAt, values } }, batch) => {
    const id = rowId(batch, event);
    return patch(state, 'event', id, { endedAt, values: { ...state.event[id]!.values, ...values } });
  },
  'exception.raised': (state, fact, batch) => {
    const { exception, criticality, onBreach, ...occurrence } = fact.values;
    const row = {
      ...occurred(batch, exception, occurrence),
      criticality,
      onBreach,
      raisedAt: fact.at,
      comment: null,
      commentBy: null,
      commentAt: null,
      answer: null,
      answerBy: null,
      answerAt: null,
      deviation: null,
    };
    return changed(put(state, 'exception', row.id, row), occurrence.step, fact);
  },
  'exception.ended': (state, fact, batch) => {
    const { exception, step, endedAt, values } = fact.values;
    const id = rowId(batch, exception);
    const more = { ...state.exception[id]!.values, ...values };
    return changed(patch(state, 'exception', id, { endedAt, values: more }), step, fact);
  },
  'exception.commented': (state, fact, batch) => {
    const { exception, step, comment } = fact.values;
    const columns = { comment, commentBy: nameOf(fact.by), commentAt: fact.at };
    return changed(patch(state, 'exception', rowId(batch, exception), columns), step, fact);
  },
  'exception.answered': (state, fact, batch) => {
    const { exception, step, decision, comment } = fact.values;
    const id = rowId(batch, exception);
    const by = nameOf(fact.by);
    const said = state.exception[id]!.comment === null ? { comment, commentBy: by, commentAt: fact.at } : {};
    const columns = { ...said, answer: decision, answerBy: by, answerAt: fact.at };
    return changed(patch(state, 'exception', id, columns), step, fact);
  },
  'exception.deviation-opened': (state, { values: { exception, deviation } }, batch) =>
    patch(state, 'exception', rowId(batch, exception), { deviation }),
  'note.added': (state, fact, batch) => {
    const { note, ...values } = fact.values;
    const row = { id: rowId(batch, note), batch, number: note, ...values, by: nameOf(fact.by), at: fact.at };
    return changed(put(state, 'note', row.id, row), values.step, fact);
  },
  'file.bound': (state, fact, batch) => {
    const { step, file } = fact.values;
    const row = { id: `${step}/${file}`, batch, ...fact.values, by: nameOf(fact.by), at: fact.at };
    return changeStep(put(state, 'attachment', row.id, row), step, fact);
  },
  'timer.set': (state, { values: { timer, ...values } }, batch) => {
    const id = rowId(batch, timer);
    return put(state, 'timer', id, { id, batch, number: timer, ...values, state: 'running' });
  },
  'timer.fired': (state, { values }, batch) => patch(state, 'timer', rowId(batch, values.timer), { state: 'fired' }),
  'timer.cancelled': (state, { values }, batch) =>
    patch(state, 'timer', rowId(batch, values.timer), { state: 'cancelled' }),
  'timer.moved': (state, { values: { timer, dueAt } }, batch) => patch(state, 'timer', rowId(batch, timer), { dueAt }),
  'clock.jumped': (state, { values: { event, ms, expected, found } }, batch) => {
    const span = { startedAt: expected, endedAt: found };
    const jump = { step: null, kind: CLOCK_JUMPED, identity: `clock/${event}`, values: { ms }, ...span };
    return put(state, 'event', rowId(batch, event), occurred(batch, event, jump));
  },
};
