import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Kit } from '../../../plant/equipment/domain/index.js';
import { supervisorSigns } from './answer.js';
import { replaceContent } from './content.js';
import type { Draft } from './draft.js';
import type { NamedSeal } from './facts.js';
import { isOver } from './guards.js';
import { type Bind, wrongUnit } from './issue.js';
import { raise } from './raise.js';
import type { BindingRow, StepRow } from './rows.js';
import type { Signing } from './sign-step.js';
import { requestProgram } from './start-step.js';
import { isAtWork, isHeld } from './tables.js';
import { programRuns } from './unit-program.js';

export interface Replace {
  unitProcedure: string;
  /** the label of the unit that failed, and of the one that takes its place */
  scannedOld: string;
  scanned: string;
  unit: Bind['unit'];
  position?: string;
  kit?: Kit | null;
  reason: string;
  signing: Signing;
  /** seals over what the old unit said, by step that is at work on it */
  seals: ReadonlyMap<Uuid, NamedSeal[]>;
  /** of the new unit: its evidence begins after this */
  arrivalsAfter: string;
  /** the command that starts the program again, by step; none of one that is held */
  commands: ReadonlyMap<Uuid, Uuid>;
}

/**
 * The unit that is bound for a unit procedure; refuses with `batch.not-running` what is over or not begun, with
 * `batch.unit-not-bound` and, where its label is another's, `unit.not-the-bound`.
 */
export function failedBinding(draft: Draft, unitProcedure: string, scanned: string): BindingRow {
  const { state, heldBecause } = draft.batch;
  if (isOver(draft) || state === 'idle')
    throw new Refusal('conflict', 'batch.not-running', { state, because: heldBecause });
  const bound = draft.bindingOf(unitProcedure);
  if (bound === undefined) throw new Refusal('conflict', 'batch.unit-not-bound', { unitProcedure });
  if (bound.unitCode !== scanned)
    throw new Refusal('unprocessable', 'unit.not-the-bound', { scanned, bound: bound.unitCode });
  return bound;
}

/** Steps that are at work on a unit, and go with the batch to another. */
export const stepsAtWorkOn = (draft: Draft, { unit }: Pick<BindingRow, 'unit'>): StepRow[] =>
  draft.steps.filter((step) => step.unit === unit && isAtWork(step.state));

/** Whether a step's program begins anew at once on the unit that takes over; of one that is held a supervisor's restart starts it. */
export const beginsAnew = (step: StepRow): boolean => programRuns(step) && !isHeld(step.state);

/** A program of the step, on the new unit: begun anew, or still held with nothing to wait for on the old one. */
function goOnThere(draft: Draft, step: StepRow, command: Uuid | undefined): void {
  const { id, state } = step;
  if (!programRuns(step)) return;
  if (isHeld(state)) {
    draft.add('step.program-failed', { step: id, command: step.run!.command, reason: REPLACED, unknown: false });
    if (state === 'holding') draft.add('step.held', { step: id, because: REPLACED });
    return;
  }
  requestProgram(draft, id, command ?? null);
  // nobody is told there to go on with what begins anew
  if (state === 'restarting') draft.add('step.restarted', { step: id, signature: null });
  if (state === 'paused') draft.add('step.resumed', { step: id });
}

const REPLACED = 'unit.replaced';

/**
 * B22: a unit died, and its unit procedure goes on on another: the same gates as at the bind, both labels scanned, signed by a
 * supervisor, an exception. What the old unit said stays evidence; a program that ran there is started on the new one, that of
 * a held step when it is restarted.
 */
export function replaceUnit(draft: Draft, replace: Replace): void {
  const { unitProcedure, scannedOld, scanned, unit, position, kit, reason, signing, seals, arrivalsAfter } = replace;
  const failed = failedBinding(draft, unitProcedure, scannedOld);
  const wrong = wrongUnit(draft, scanned, unitProcedure, unit);
  if (wrong !== null) throw wrong;
  const steps = stepsAtWorkOn(draft, failed);
  supervisorSigns(draft, signing, `unit/${failed.unit}`, 'replace', replaceContent(draft, failed));
  for (const { id } of steps) {
    const named = seals.get(id) ?? [];
    if (named.length > 0)
      draft.add('evidence.named', { step: id, unit: failed.unit, seals: named, supplementary: false });
  }
  draft.add('batch.unit-replaced', {
    binding: failed.id,
    unit: unit.id,
    unitCode: unit.code,
    unitProcedure,
    ...(position === undefined ? {} : { position }),
    ...(kit && { kit }),
    scannedOld,
    scanned,
    reason,
    signature: signing.id,
    steps: steps.map(({ id }) => id),
    arrivalsAfter,
  });
  for (const step of steps) goOnThere(draft, step, replace.commands.get(step.id));
  raise(draft, {
    step: steps[0] === undefined ? null : draft.step(steps[0].id),
    kind: REPLACED,
    identity: `unit/${failed.id}/replaced`,
    values: { unitProcedure, from: failed.unitCode, to: unit.code, reason },
    criticality: 'CPP',
    onBreach: 'continue',
  });
}
