import type { BatchState } from './batch-state.js';
import type { Fact } from './fact.js';
import { isOver, isReopened, progressOf } from './progress.js';
import { type Placed, unitClassOf } from './recipe.js';
import type { Report } from './report.js';
import type { Step } from './rows.js';

/** A unit is bound for a unit procedure whose turn it is, which needs one and has none; and no unit twice. */
export function checkBound(report: Report, state: BatchState, { stream, seq, values }: Fact): void {
  const { unit, unitCode, unitProcedure: named, scanned } = values;
  const unitProcedure = String(named);
  const wrong = (what: string, expected: unknown, found: unknown): void =>
    report.wrong(stream, seq, what, expected, found);
  if (unitClassOf(state.recipe, unitProcedure) == null)
    return wrong('a unit was bound for work by hand', 'a unit procedure on a unit', unitProcedure);
  if (scanned !== unitCode) wrong('another unit was scanned than was bound', unitCode, scanned);
  const before = state.boundFor(unitProcedure);
  if (before !== undefined) wrong('a second unit was bound for a unit procedure', 'none', before.unitCode);
  const twice = state.bound.find(
    (one) => one.unit === unit && (one.position === null || one.position === (values['position'] ?? null)),
  );
  if (twice !== undefined) wrong('one unit was bound for two unit procedures', 'another unit', twice.unitProcedure);
  const { open } = progressOf(state, state.recipe);
  if (!open.some((step) => step.state === 'idle' && step.unitProcedure === unitProcedure))
    wrong('a unit was bound before its unit procedure was due', open[0]?.unitProcedure ?? 'nothing', unitProcedure);
}

const RUNS = new Set(['requested', 'running', 'held', 'unknown']);
const programRuns = ({ run }: Step): boolean => run !== null && RUNS.has(String((run as { state: string }).state));

/** A unit is free once nothing of its unit procedure is left to do on it, or the batch was stopped and no program runs. */
export function checkReleased(report: Report, state: BatchState, { stream, seq, values }: Fact): void {
  const { unit, unitProcedure } = values;
  const held = state.bound.find((one) => one.unit === unit && one.unitProcedure === unitProcedure);
  const bound = state.bound.map((one) => ({ unit: one.unit, unitProcedure: one.unitProcedure }));
  if (held === undefined)
    return report.wrong(stream, seq, 'another unit was released than the bound one', bound, values);
  const own = state.inOrder().filter((step) => step.unitProcedure === unitProcedure);
  const stopped = state.batch['state'] === 'stopped' || state.batch['state'] === 'aborted';
  const open = stopped ? undefined : own.find((step) => !isOver(step) && !isReopened(step));
  if (open !== undefined)
    report.wrong(stream, seq, 'the unit was released before its steps were complete', 'complete', open.phase);
  // of one that nobody could abort, nobody waits to know
  const runs = state.earlier ? undefined : own.find((step) => programRuns(step) && step.state !== 'aborted');
  if (runs !== undefined)
    report.wrong(stream, seq, 'the unit was released while a program ran on it', 'none', runs.phase);
}

/** A step rests on the unit that is bound for its unit procedure, and on none where its work is by hand. */
export function checkUnit(report: Report, state: BatchState, fact: Fact, step: Step, placed: Placed): void {
  const { stream, seq, values } = fact;
  const wrong = (what: string, expected: unknown, found: unknown): void =>
    report.wrong(stream, seq, `step ${step.phase} ${what}`, expected, found);
  if (state.batch['state'] !== 'running') wrong('started while the batch did not run', 'running', state.batch['state']);
  const { unit, arrivalsAfter } = values;
  const unitClass = unitClassOf(state.recipeOf(step), step.unitProcedure) ?? placed.unitClass;
  if (unitClass === null) {
    if (unit !== null || arrivalsAfter !== null) wrong('is by hand and rests on a unit', 'no unit', unit);
    return;
  }
  const bound = state.boundFor(step.unitProcedure);
  if (unit === null || unit !== bound?.unit)
    wrong('started on another unit than the bound one', bound?.unit ?? 'none', unit);
}

/** A unit whose unit procedure is over was released with its last step. */
export function checkFreed(report: Report, state: BatchState, { stream, seq }: Fact): void {
  for (const { unitCode, unitProcedure } of state.bound) {
    const own = state.inOrder().filter((step) => step.unitProcedure === unitProcedure);
    if (own.length > 0 && own.every((step) => (isOver(step) || isReopened(step)) && !programRuns(step)))
      report.wrong(
        stream,
        seq,
        `unit ${unitCode} was not released with the last step of ${unitProcedure}`,
        'batch.unit-released',
        'none',
      );
  }
}
