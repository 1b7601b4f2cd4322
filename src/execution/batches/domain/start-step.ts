import type { Uuid } from '../../../kernel/ids.js';
import { convert, type Quantity } from '../../../kernel/quantity.js';
import { Refusal } from '../../../kernel/refusal.js';
import { calculate, type ProgramPhase } from '../../../definition/recipes/domain/index.js';
import type { Duration, Settable } from '../../../definition/unit-classes/domain/index.js';
import { judge, scaledMs } from '../../rules/domain/index.js';
import { calculateStep } from './calculate-step.js';
import type { Draft } from './draft.js';
import { formulaValues } from './formula-values.js';
import { batchRuns, isNext, onUnit, seenAsIs } from './guards.js';
import { issueLabels } from './issue-labels.js';
import { startRepeats } from './repeat-steps.js';
import { assignSample } from './take-sample.js';
import type { StepRow } from './rows.js';
import { BY_PANEL, classOf } from './unit-program.js';
import { later, reachEdge, setTimer } from './windows.js';

/** What a program phase asks of the unit. */
export interface ProgramOrder {
  program: string;
  set: Record<string, Quantity>;
  duration?: string;
}

/** A unit takes the length of a run as an ISO 8601 duration, whether it is the program's parameter or the phase's end. */
export function programOrder(draft: Draft, step: StepRow): ProgramOrder {
  const phase = draft.phase(step, 'program');
  const set = Object.fromEntries(setValues(draft, step, phase).map(({ name, value }) => [name, value]));
  const { [DURATION]: length, ...rest } = set;
  const duration = lengthOf(phase, length);
  return { program: phase.program, set: rest, ...(duration === undefined ? {} : { duration }) };
}

function lengthOf({ until }: ProgramPhase, length: Quantity | undefined): Duration | undefined {
  if (until.ends === 'after') return until.after;
  return length === undefined ? undefined : `PT${convert(length, 's').value.split('.')[0]}S`;
}

/** How long a program runs by the recipe, where it says so without a formula. */
export const programLength = (phase: ProgramPhase): Duration | undefined =>
  lengthOf(phase, phase.set.find(({ name }) => name === DURATION)?.value);

const DURATION = 'duration';

/** What a program is given: as written, or as its formula gives it now, which must lie inside what the unit class allows. */
function setValues(draft: Draft, step: StepRow, phase: ProgramPhase): { name: string; value: Quantity }[] {
  return phase.set.map(({ name, value, formula }) => {
    if (formula === undefined) return { name, value: value! };
    const { unit, range } = settableOf(draft, step, phase, name);
    const rounding = { significant: 15, mode: 'half-even' as const };
    const set = calculate({ formula, unit, rounding }, formulaValues(draft));
    if (judge(set.value, { action: range }) !== 'within')
      throw new Refusal('conflict', 'parameter.outside-range', { step: phase.id, parameter: name, value: set, range });
    return { name, value: set };
  });
}

function settableOf(draft: Draft, step: StepRow, { program, set }: ProgramPhase, name: string): Settable {
  const target = set.find((one) => one.name === name)!.target;
  const { setpoints, programs } = classOf(draft.recipeOf(step), step)!;
  const offered = target === 'setpoint' ? setpoints : programs.find((one) => one.name === program)!.parameters;
  return offered.find((one) => one.name === name)!;
}

/** Refuses a step whose turn has not come. What is done by hand starts an idle batch; a unit's bind does where there is one. */
export function mayStart(draft: Draft, step: StepRow): void {
  if (draft.batch.state !== 'idle' || onUnit(draft, step.unitProcedure)) batchRuns(draft);
  isNext(draft, step);
}

/** `command` is that of the program's start, for a program phase alone. */
export function startStep(
  draft: Draft,
  start: { step: Uuid; seen: number; arrivalsAfter: string | null; command: Uuid | null; automatic?: true },
): void {
  const step = draft.step(start.step);
  seenAsIs(step, start.seen);
  mayStart(draft, step);
  draft.allowStep(step, 'start');
  if (draft.batch.state === 'idle') draft.add('batch.started', {});
  const unit = draft.bindingOf(step.unitProcedure)?.unit ?? null;
  const at = draft.when;
  const { arrivalsAfter, automatic } = start;
  const alone = automatic === undefined ? {} : { automatic };
  draft.add('step.started', { step: step.id, unit, arrivalsAfter, ...alone }, { happenedAt: at });
  reachEdge(draft, step, 'start', at);
  startRepeats(draft, step);
  const phase = draft.phase(step);
  switch (phase.kind) {
    case 'program':
      if (phase.mode === 'manual') startAtPanel(draft, step.id);
      else requestProgram(draft, step.id, start.command);
      return;
    case 'wait':
      setTimer(draft, 'wait', later(at, scaledMs(phase.for, draft.speed)), { step: step.id, window: null });
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

/** A person has started the program at the unit's own panel, and says so. */
function startAtPanel(draft: Draft, step: Uuid): void {
  const command = draft.newId();
  requestProgram(draft, step, command);
  draft.add('step.program-confirmed', { step, command, runId: BY_PANEL, startedAt: draft.when });
}

export function requestProgram(draft: Draft, step: Uuid, command: Uuid | null): void {
  const row = draft.step(step);
  if (command === null) throw new Refusal('conflict', 'step.stale', { step: row.phase });
  const { program, set, duration } = programOrder(draft, row);
  draft.add('step.program-requested', { step, command, program, set, after: duration ?? null });
}
