import type { Uuid } from '../../../kernel/ids.js';
import type { Quantity } from '../../../kernel/quantity.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { LocalFacts } from '../../../plant/equipment/domain/index.js';
import type { Draft } from './draft.js';
import { isOver, seenAsIs } from './guards.js';
import { raise } from './raise.js';
import type { ExceptionRow, StepRow } from './rows.js';
import { criticalityOf, SETPOINT_CHANGED } from './run-program.js';
import { isAtWork } from './tables.js';
import { classOf, programRuns } from './unit-program.js';

type OnUnit<T> = T & { unit: Uuid };

/** First raised first. */
const openChanges = (draft: Draft, step: Uuid): ExceptionRow[] =>
  draft
    .exceptionsOf(step)
    .filter(({ kind, endedAt }) => kind === SETPOINT_CHANGED && endedAt === null)
    .sort((a, b) => Number(a.number.slice(1)) - Number(b.number.slice(1)));

/** Of a setpoint that is at a value: the change away from that value, and every change after it. */
function undone(open: ExceptionRow[], setpoint: string, during: string, value: string): ExceptionRow[] {
  const chain = open.filter(({ values }) => values['setpoint'] === setpoint && values['while'] === during);
  const first = chain.findIndex(({ values }) => Number(values['from']) === Number(value));
  return first < 0 ? [] : chain.slice(first);
}

/** Whether the batch has a program on the unit that a person starts at the unit's own panel. */
function isRunByHand(draft: Draft, unit: Uuid): boolean {
  const bound = draft.bindings.filter((binding) => binding.unit === unit).map(({ unitProcedure }) => unitProcedure);
  return draft.steps.some((step) => {
    if (!bound.includes(step.unitProcedure) || step.kind !== 'program' || step.completedAt !== null) return false;
    return draft.phase(step, 'program').mode === 'manual';
  });
}

/** A setpoint, a start or a resumption at the unit's own panel: put to who works on the step. */
export function changedLocally(draft: Draft, fact: OnUnit<LocalFacts['unit.changed-locally']>): void {
  const { change, step: id, unit, runId, what } = fact;
  const own = id === null ? null : draft.step(id);
  if (isOver(draft) || (own !== null && (own.unit !== unit || own.run?.runId !== runId))) return;
  const identity = `local/${change}`;
  if (what === 'setpoint' && own !== null) return setpointChanged(draft, own, fact, identity);
  if (what === 'started' && isRunByHand(draft, unit)) return;
  const at = (step: StepRow): boolean => step.unit === unit && isAtWork(step.state);
  const step = own ?? draft.steps.find(at) ?? null;
  const criticality = step === null ? 'IPC' : criticalityOf(draft, step);
  if (what === 'answered') {
    const { prompt, code, answer } = fact;
    const values = { prompt, code, answer, runId };
    return raise(draft, {
      ...{ step, kind: 'prompt.answered-locally', identity, values },
      ...{ criticality, onBreach: 'continue' as const },
    });
  }
  raise(draft, {
    ...{ step, kind: `program.${what}-locally`, identity, values: { runId } },
    ...{ criticality, onBreach: 'supervisor' as const },
  });
}

function setpointChanged(
  draft: Draft,
  step: StepRow,
  fact: Extract<LocalFacts['unit.changed-locally'], { what: 'setpoint' }>,
  identity: string,
): void {
  const { setpoint, from, to, while: during, runId } = fact;
  const back = undone(openChanges(draft, step.id), setpoint, during, to);
  for (const one of back) end(draft, one);
  if (back.length > 0) return;
  const unit = unitOf(draft, step, setpoint);
  raise(draft, {
    step,
    kind: SETPOINT_CHANGED,
    identity,
    values: { setpoint, from, to, ...(unit === undefined ? {} : { unit }), while: during, runId },
    endedAt: null,
    criticality: criticalityOf(draft, step),
    onBreach: 'continue',
  });
}

const end = (draft: Draft, { number, step }: ExceptionRow): void =>
  draft.add('exception.ended', { exception: number, step, endedAt: draft.now, values: {} });

/** Of the class of the step's unit, UCUM. */
function unitOf(draft: Draft, step: StepRow, setpoint: string): string | undefined {
  return classOf(draft.recipeOf(step), step)?.setpoints.find(({ name }) => name === setpoint)?.unit;
}

/** What the unit is set to, read back: what was changed at it is set back. */
export function setpointsRead(draft: Draft, fact: OnUnit<LocalFacts['program.setpoints-read']>): void {
  const step = draft.step(fact.step);
  if (step.unit !== fact.unit) return;
  const open = openChanges(draft, step.id);
  for (const [setpoint, value] of Object.entries(fact.setpoints))
    for (const one of undone(open, setpoint, fact.while, value)) end(draft, one);
}

/** What the unit is told so that a setpoint is as it was before it was changed at the unit. */
export function setBack(
  draft: Draft,
  { step: id, seen, exception: number }: { step: Uuid; seen: number; exception: string },
): { unit: Uuid; set: Record<string, Quantity>; while: 'running' | 'held' } {
  const step = draft.step(id);
  seenAsIs(step, seen);
  const exception = draft.exception(number);
  if (exception.step !== id) throw new Refusal('not-found', 'exception.not-found', { exception: number });
  const { setpoint, from, unit, while: during } = exception.values as Record<string, string | undefined>;
  if (exception.kind !== SETPOINT_CHANGED || exception.endedAt !== null || unit === undefined || isOver(draft))
    throw new Refusal('conflict', 'exception.nothing-to-set-back', { exception: number });
  if (!programRuns(step) || step.unit === null)
    throw new Refusal('conflict', 'step.program-not-running', { step: step.phase, state: step.run?.state ?? null });
  const { state } = step.run!;
  // what the unit is set to while it is held is none of the program's own setpoints, nor the other way round
  if ((state !== 'running' && state !== 'held') || state !== during)
    throw new Refusal('conflict', 'exception.of-another-state', { exception: number, state });
  return { unit: step.unit, set: { [setpoint!]: { value: from!, unit } }, while: state };
}
