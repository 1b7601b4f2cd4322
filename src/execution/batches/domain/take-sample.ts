import { scaledMs } from '../../rules/domain/index.js';
import { currentEntry, type Draft } from './draft.js';
import { SAMPLE } from './entry-names.js';
import { record } from './raise.js';
import { recordValue } from './record-value.js';
import type { StepRow, TimerRow } from './rows.js';
import { isStepOver } from './tables.js';
import { later, setTimer } from './windows.js';

/** 211.188(b)(10): each sample has an id of its own, `26-0413-S1`, from the start of its step. */
export function assignSample(draft: Draft, step: StepRow): void {
  const taken = Object.values(draft.state.entry).filter(
    ({ field, source }) => field === SAMPLE && source === 'assigned',
  );
  const value = `${draft.batch.code}-S${taken.length + 1}`;
  recordValue(draft, step, { field: SAMPLE, source: 'assigned', value, unit: null, verdict: null });
}

/** A sample is taken: its results are due so long after. */
export function startResultClocks(draft: Draft, sampled: StepRow): void {
  for (const step of draft.steps) {
    const phase = draft.phase(step);
    if (phase.kind !== 'result' || phase.of !== sampled.phase || phase.within === undefined) continue;
    if (isStepOver(step.state) || !step.rounds.startsWith(sampled.rounds)) continue;
    const dueAt = later(sampled.endedAt!, scaledMs(phase.within, draft.speed));
    setTimer(draft, 'result-due', dueAt, { step: step.id, window: null });
  }
}

export const resultClock = (draft: Draft, step: StepRow): TimerRow | undefined =>
  Object.values(draft.state.timer).find((timer) => timer.purpose === 'result-due' && timer.step === step.id);

/** The results are on record; late where the clock has not said so before. */
export function stopResultClock(draft: Draft, step: StepRow): void {
  const timer = resultClock(draft, step);
  if (timer?.state !== 'running') return;
  draft.add('timer.cancelled', { timer: timer.number });
  if (timer.dueAt < draft.now) resultOverdue(draft, timer);
}

/** A result that is not there when it was due, stated once. */
export function resultOverdue(draft: Draft, { step: id, dueAt }: TimerRow): void {
  const step = draft.step(id!);
  const { of } = draft.phase(step, 'result');
  const sample = currentEntry(draft.state, draft.stepAt(of, step).id, SAMPLE)?.value ?? null;
  const values = { sample, of, dueAt };
  record(draft, {
    step,
    kind: 'result.overdue',
    identity: `result/${step.rounds}${step.phase}/overdue`,
    values,
    startedAt: dueAt,
  });
}
