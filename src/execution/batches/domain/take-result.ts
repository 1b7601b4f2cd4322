import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { acceptEntry } from '../../rules/domain/index.js';
import { currentEntry, type Draft } from './draft.js';
import { enterValue, type FieldValue, fieldOf, fieldsOf } from './enter-values.js';
import { SAMPLE } from './entry-names.js';
import type { FileEvidence } from './file-evidence.js';
import { raise } from './raise.js';
import type { StepRow } from './rows.js';
import { isStepOver } from './tables.js';

/** What a device's file says of one sample. */
export interface FileResult {
  values: FieldValue[];
  evidence: FileEvidence;
}

/** Why a step has not taken a result: another value stands, or its work is done without it. */
export interface ResultConflict {
  code: 'result.contradicts' | 'result.not-awaited';
  contradictions: { field: string; stands: string | null; file: string }[];
}

/** `conflict` is null where the step's entries say what the file says; before a step waits for it there is none. */
export type Offered = { step: Uuid; conflict: ResultConflict | null } | 'not-yet';

/** Steps of kind `result` that are of a sample and have all these fields, in forced order. */
function stepsOf(draft: Draft, { values, evidence }: FileResult): StepRow[] {
  return draft.steps.filter((step) => {
    const phase = draft.phase(step);
    if (phase.kind !== 'result' || step.state === 'omitted') return false;
    const sample = currentEntry(draft.state, draft.stepAt(phase.of, step).id, SAMPLE)?.value;
    return sample === evidence.sample && values.every(({ field }) => phase.fields.some(({ id }) => id === field));
  });
}

/** Values as a step's fields take them; refuses what is not of a field's type, unit and decimals as it refuses what is typed. */
const accepted = (draft: Draft, step: StepRow, values: FieldValue[]) =>
  values.map(({ field, value, unit }) => ({
    field,
    ...acceptEntry(fieldOf(fieldsOf(draft, step), field), value, unit),
  }));

/** Refuses with `result.field-unknown` where no step of the sample has these fields, and what its fields do not take. */
export function checkResult(draft: Draft, result: FileResult): void {
  const steps = stepsOf(draft, result);
  if (steps.length === 0) {
    const { sample } = result.evidence;
    throw new Refusal('unprocessable', 'result.field-unknown', {
      sample,
      fields: result.values.map(({ field }) => field),
    });
  }
  for (const step of steps) accepted(draft, step, result.values);
}

/**
 * A device's result for the step that waits for it: its values become the step's entries, all or none; who performs the step
 * looks at them, completes and signs. What contradicts a value that stands is not taken.
 */
export function offerResult(draft: Draft, result: FileResult): Offered {
  const steps = stepsOf(draft, result);
  const waiting = steps.find(({ state }) => state === 'running');
  if (waiting !== undefined && draft.batch.state === 'running') return fill(draft, waiting, result);
  const done = steps.findLast(({ state }) => state === 'completing' || isStepOver(state));
  if (done === undefined || steps.some(({ state }) => state !== 'completing' && !isStepOver(state))) return 'not-yet';
  const { missing, contradictions } = compared(draft, done, result);
  if (contradictions.length > 0) return contradicted(draft, done, result, contradictions);
  if (missing.length === 0) return { step: done.id, conflict: null };
  for (const { field, value: file } of missing) disagree(draft, done, result, 'result.not-awaited', { field, file });
  return { step: done.id, conflict: { code: 'result.not-awaited', contradictions: [] } };
}

type Contradiction = ResultConflict['contradictions'][number];

/** Nothing of the row is taken; that two values are there for one stands in the batch's record. */
function contradicted(draft: Draft, step: StepRow, result: FileResult, contradictions: Contradiction[]): Offered {
  for (const one of contradictions) disagree(draft, step, result, 'result.contradicts', { ...one });
  return { step: step.id, conflict: { code: 'result.contradicts', contradictions } };
}

/** While the step can still be put right a supervisor answers; later it is commented. */
function disagree(
  draft: Draft,
  { id, state }: StepRow,
  { evidence }: FileResult,
  kind: ResultConflict['code'],
  values: { field: string; file: string },
): void {
  const step = draft.step(id);
  const field = fieldOf(fieldsOf(draft, step), values.field);
  const criticality = ('criticality' in field ? field.criticality : undefined) ?? 'IPC';
  const { hash, row } = evidence;
  const onBreach = isStepOver(state) ? 'continue' : 'supervisor';
  const identity = `file/${hash}/${row}/${values.field}`;
  raise(draft, { step, kind, identity, values: { ...values, ...evidence }, criticality, onBreach });
}

function fill(draft: Draft, step: StepRow, result: FileResult): Offered {
  const { missing, contradictions } = compared(draft, step, result);
  if (contradictions.length > 0) return contradicted(draft, step, result, contradictions);
  const fields = fieldsOf(draft, step);
  for (const { field, value, unit } of missing)
    enterValue(draft, draft.step(step.id), fieldOf(fields, field), {
      ...{ value, reason: null, file: result.evidence },
      ...(unit === null ? {} : { unit }),
    });
  return { step: step.id, conflict: null };
}

/** What stands nowhere yet, and where something else stands. */
function compared(draft: Draft, step: StepRow, { values }: FileResult) {
  const all = accepted(draft, step, values).map((one) => ({
    ...one,
    stands: currentEntry(draft.state, step.id, one.field),
  }));
  const others = all.filter(({ stands, value }) => stands !== undefined && stands.value !== value);
  return {
    missing: all.filter(({ stands }) => stands === undefined),
    contradictions: others.map(({ field, stands, value: file }) => ({ field, stands: stands!.value, file })),
  };
}
