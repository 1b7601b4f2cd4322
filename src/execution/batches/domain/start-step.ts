import type { Uuid } from '../../../kernel/ids.js';
import { convert, type Quantity } from '../../../kernel/quantity.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { ProgramPhase } from '../../../definition/recipes/domain/index.js';
import { scaledMs } from '../../rules/domain/index.js';
import { calculateStep } from './calculate-step.js';
import type { Draft } from './draft.js';
import { batchRuns, isNext, onUnit, seenAsIs } from './guards.js';
import { issueLabels } from './issue-labels.js';
import { assignSample } from './take-sample.js';
import type { StepRow } from './rows.js';
import { later, reachEdge, setTimer } from './windows.js';

/** What a program phase asks of the unit. */
export interface ProgramOrder {
  program: string;
  set: Record<string, Quantity>;
  duration?: string;
}

/** A unit takes the length of a run as an ISO 8601 duration, whether it is the program's parameter or the phase's end. */
export function programOrder(phase: ProgramPhase): ProgramOrder {
  const set = Object.fromEntries(phase.set.map(({ name, value }) => [name, value!]));
  const { [DURATION]: length, ...rest } = set;
  const after = phase.until.ends === 'after' ? phase.until.after : undefined;
  const duration = after ?? (length === undefined ? undefined : `PT${convert(length, 's').value.split('.')[0]}S`);
  return { program: phase.program, set: rest, ...(duration === undefined ? {} : { duration }) };
}

const DURATION = 'duration';

/** Refuses a step whose turn has not come. What is done by hand starts an idle batch; a unit's bind does where there is one. */
export function mayStart(draft: Draft, step: StepRow): void {
  if (draft.batch.state !== 'idle' || onUnit(draft, step.unitProcedure)) batchRuns(draft);
  isNext(draft, step);
}

/** `command` is that of the program's start, for a program phase alone. */
export function startStep(
  draft: Draft,
  start: { step: Uuid; seen: number; arrivalsAfter: string | null; command: Uuid | null },
): void {
  const step = draft.step(start.step);
  seenAsIs(step, start.seen);
  mayStart(draft, step);
  draft.allowStep(step, 'start');
  if (draft.batch.state === 'idle') draft.add('batch.started', {});
  draft.add('step.started', { step: step.id, unit: draft.batch.unit, arrivalsAfter: start.arrivalsAfter });
  reachEdge(draft, step.phase, 'start', draft.now);
  const phase = draft.phase(step);
  switch (phase.kind) {
    case 'program':
      requestProgram(draft, step.id, phase, start.command);
      return;
    case 'wait':
      setTimer(draft, 'wait', later(draft.now, scaledMs(phase.for, draft.speed)), { step: step.id, window: null });
      return;
    case 'calculation':
      calculateStep(draft, step, phase);
      return;
    case 'sample':
      assignSample(draft, step);
      return;
    case 'label':
      issueLabels(draft, step, phase);
      return;
    case 'scan':
    case 'instruction':
    case 'entry':
    case 'decision':
    case 'review':
    case 'clearance':
    case 'material':
    case 'measure':
    case 'result':
    case 'compare':
      return;
  }
}

export function requestProgram(draft: Draft, step: Uuid, phase: ProgramPhase, command: Uuid | null): void {
  if (command === null) throw new Refusal('conflict', 'step.stale', { step: phase.id });
  const { program, set, duration } = programOrder(phase);
  draft.add('step.program-requested', { step, command, program, set, after: duration ?? null });
}
