import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Field, NumberField } from '../../../definition/recipes/domain/index.js';
import { acceptEntry } from '../../rules/domain/index.js';
import { askedFields } from './asked-fields.js';
import { recordOffset } from './compare-values.js';
import type { Draft } from './draft.js';
import type { CaptureValues } from './facts.js';
import type { FileEvidence } from './file-evidence.js';
import { seenAsIs, stepRuns } from './guards.js';
import { judgeAnswer } from './judge-answer.js';
import { notApplicable } from './not-applicable.js';
import { type Breach, raise } from './raise.js';
import { judgeNumber, recordValue } from './record-value.js';
import type { StepRow } from './rows.js';

export interface FieldValue {
  field: string;
  value: string;
  unit?: string;
}

/** The field has no value here; `reason` says why. */
export interface NotApplicable {
  field: string;
  notApplicable: true;
}

export interface Enter {
  step: Uuid;
  seen: number;
  values: (FieldValue | NotApplicable)[];
  reason?: string;
}

export function fieldOf<F extends { id: string }>(fields: F[], id: string): F {
  const field = fields.find((one) => one.id === id);
  if (field === undefined) throw new Refusal('unprocessable', 'entry.field-unknown', { field: id });
  return field;
}

/** The fields that a step takes; one that takes none refuses with `step.wrong-kind`. */
export function fieldsOf(draft: Draft, step: StepRow): Field[] {
  const fields = askedFields(draft.phase(step));
  if (fields.length === 0) draft.phase(step, 'entry');
  return fields;
}

/** Values that a person typed. What the unit knows is never typed (`entry.captured-by-unit`). */
export function enterValues(draft: Draft, { step: id, seen, values, reason }: Enter): void {
  const step = draft.step(id);
  seenAsIs(step, seen);
  stepRuns(draft, step);
  const fields = fieldsOf(draft, step);
  for (const given of values) {
    const field = fieldOf(fields, given.field);
    if ('notApplicable' in given) notApplicable(draft, step, field, reason);
    else enterValue(draft, step, field, { ...given, reason: reason ?? null });
  }
  offsetOf(draft, step, reason);
}

/** One value that was typed, or that a device's file gives, judged by its limits or against the answer that is expected. */
export function enterValue(
  draft: Draft,
  step: StepRow,
  field: Field,
  { value, unit, reason, file }: { value: string; unit?: string; reason: string | null; file?: FileEvidence },
): string {
  if (field.type === 'number' && field.capture !== undefined)
    throw new Refusal('unprocessable', 'entry.captured-by-unit', { field: field.id, tag: field.capture.tag });
  const accepted = acceptEntry(field, value, unit);
  const verdict = field.type === 'number' ? accepted.verdict : null;
  const given = file === undefined ? { source: 'typed' as const } : { source: 'file' as const, file };
  const entry = recordValue(draft, step, { field: field.id, ...given, ...accepted, verdict, reason });
  if (field.type === 'number') judgeNumber(draft, step, entry, field, accepted, field.id);
  else judgeAnswer(draft, draft.step(step.id), entry, field, accepted.value);
  return entry;
}

export function offsetOf(draft: Draft, step: StepRow, reason: string | undefined): void {
  const phase = draft.phase(step);
  if (phase.kind === 'compare') recordOffset(draft, step, phase, reason ?? null);
}

export interface Taken extends CaptureValues {
  field: string;
  value: string | null;
}

/** Values that the unit's readings gave. A value that is bad or stale is an exception, and never an old good one. */
export function captureValues(
  draft: Draft,
  { step: id, seen, taken, reason }: { step: Uuid; seen: number; taken: Taken[]; reason?: string },
): void {
  const step = draft.step(id);
  seenAsIs(step, seen);
  stepRuns(draft, step);
  for (const { field: name, value, ...evidence } of taken) {
    const field = captured(draft, step, name);
    const known = value === null ? null : acceptEntry(field, value, field.unit);
    const entry = recordValue(draft, step, {
      field: name,
      source: 'captured',
      value: known?.value ?? null,
      unit: field.unit,
      verdict: known?.verdict ?? 'unknown',
      reason: reason ?? null,
      capture: evidence,
    });
    if (known !== null) judgeNumber(draft, step, entry, field, known, name);
    else raise(draft, unusable(draft.step(step.id), entry, field, evidence));
  }
  offsetOf(draft, step, reason);
}

/** A field that the unit gives; refuses with `entry.not-captured`. */
export function captured(
  draft: Draft,
  step: StepRow,
  name: string,
): NumberField & { capture: NonNullable<NumberField['capture']> } {
  const field = fieldOf(fieldsOf(draft, step), name);
  if (field.type !== 'number' || field.capture === undefined)
    throw new Refusal('unprocessable', 'entry.not-captured', { field: name });
  return { ...field, capture: field.capture };
}

const unusable = (
  step: StepRow,
  entry: string,
  field: NumberField,
  { tag, quality, from, to }: CaptureValues,
): Breach => ({
  step,
  kind: 'capture.unusable',
  identity: `entry/${entry}/unusable`,
  values: { field: field.id, entry, tag, quality, from, to },
  criticality: field.criticality,
  onBreach: field.onBreach,
});
