import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Field, NumberField, ScanPhase } from '../../../definition/recipes/domain/index.js';
import { type Accepted, acceptEntry } from '../../rules/domain/index.js';
import { currentEntry, type Draft } from './draft.js';
import type { CaptureValues } from './facts.js';
import { seenAsIs, stepRuns } from './guards.js';
import { type Breach, raise, record } from './raise.js';
import type { BatchRow, EntryRow, StepRow } from './rows.js';

type Recorded = Pick<EntryRow, 'field' | 'source' | 'value' | 'unit' | 'verdict'> &
  Partial<Pick<EntryRow, 'inputs' | 'rounding' | 'reason'>> & { capture?: CaptureValues };

/** Puts a value on record; one that stands already is kept, and giving another needs a reason (11.10(e)). */
export function recordValue(draft: Draft, step: StepRow, recorded: Recorded): string {
  const { reason, capture = null, inputs = null, rounding = null, ...values } = recorded;
  const before = currentEntry(draft.state, step.id, values.field);
  if (before !== undefined && !reason)
    throw new Refusal('unprocessable', 'entry.reason-missing', { field: values.field });
  const entry = draft.number('V', 'entry');
  draft.add(
    'entry.recorded',
    { step: step.id, entry, ...values, inputs, rounding, supersedes: before?.number ?? null, capture },
    before !== undefined && reason ? { reason } : {},
  );
  return entry;
}

/** What its limits make of a number: an alert is trended, a missed action limit is an exception. */
export function judgeNumber(
  draft: Draft,
  step: StepRow,
  entry: string,
  limits: Pick<NumberField, 'alert' | 'action' | 'onBreach' | 'criticality'>,
  { value, unit, verdict }: Accepted,
  field: string,
): void {
  if (verdict === 'within') return;
  const { alert = null, action = null, onBreach, criticality } = limits;
  const values = { field, entry, value, unit, alert, action };
  const happening = { step: draft.step(step.id), identity: `entry/${entry}/${verdict}`, values };
  if (verdict === 'alert') record(draft, { ...happening, kind: 'limit.alert' });
  else raise(draft, { ...happening, kind: 'limit.action', criticality, onBreach });
}

export interface Enter {
  step: Uuid;
  seen: number;
  values: { field: string; value: string; unit?: string }[];
  reason?: string;
}

function fieldOf(fields: Field[], id: string): Field {
  const field = fields.find((one) => one.id === id);
  if (field === undefined) throw new Refusal('unprocessable', 'entry.field-unknown', { field: id });
  return field;
}

/** Values that a person typed. What the unit knows is never typed (`entry.captured-by-unit`). */
export function enterValues(draft: Draft, { step: id, seen, values, reason }: Enter): void {
  const step = draft.step(id);
  seenAsIs(step, seen);
  stepRuns(draft, step);
  const { fields } = draft.phase(step, 'entry');
  for (const { field: name, value: text, unit } of values) {
    const field = fieldOf(fields, name);
    if (field.type === 'number' && field.capture !== undefined)
      throw new Refusal('unprocessable', 'entry.captured-by-unit', { field: name, tag: field.capture.tag });
    const accepted = acceptEntry(field, text, unit);
    const verdict = field.type === 'number' ? accepted.verdict : null;
    const entry = recordValue(draft, step, {
      field: name,
      source: 'typed',
      ...accepted,
      verdict,
      reason: reason ?? null,
    });
    if (field.type === 'number') judgeNumber(draft, step, entry, field, accepted, name);
  }
}

export interface Taken extends CaptureValues {
  field: string;
  value: string | null;
}

/** Values that the unit's readings gave. A value that is bad or stale is an exception, and never an old good one. */
export function captureValues(
  draft: Draft,
  capture: { step: Uuid; seen: number; taken: Taken[]; reason?: string },
): void {
  const step = draft.step(capture.step);
  seenAsIs(step, capture.seen);
  stepRuns(draft, step);
  const { fields } = draft.phase(step, 'entry');
  for (const { field: name, value, ...evidence } of capture.taken) {
    const field = captured(fields, name);
    const known = value === null ? null : acceptEntry(field, value, field.unit);
    const entry = recordValue(draft, step, {
      field: name,
      source: 'captured',
      value: known?.value ?? null,
      unit: field.unit,
      verdict: known?.verdict ?? 'unknown',
      reason: capture.reason ?? null,
      capture: evidence,
    });
    if (known !== null) judgeNumber(draft, step, entry, field, known, name);
    else raise(draft, unusable(draft.step(step.id), entry, field, evidence));
  }
}

/** A field that the unit gives; refuses with `entry.not-captured`. */
export function captured(
  fields: Field[],
  name: string,
): NumberField & { capture: NonNullable<NumberField['capture']> } {
  const field = fieldOf(fields, name);
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

export interface ScanCommand {
  step: Uuid;
  seen: number;
  scan: string;
  scanned: string;
}

const expected = (batch: BatchRow, expects: ScanPhase['scans'][number]['expects']): string =>
  ({ unit: batch.unitCode!, coi: batch.coi, patient: batch.patient })[expects];

/** Identity: the label read must be the one expected. A wrong one goes on record as a near miss, and is answered with the refusal to give. */
export function scanLabel(draft: Draft, { step: id, seen, scan: name, scanned }: ScanCommand): Refusal | null {
  const step = draft.step(id);
  seenAsIs(step, seen);
  stepRuns(draft, step);
  const scan = draft.phase(step, 'scan').scans.find((one) => one.id === name);
  if (scan === undefined) throw new Refusal('unprocessable', 'scan.unknown', { scan: name });
  if (currentEntry(draft.state, id, name) !== undefined) throw new Refusal('conflict', 'scan.done', { scan: name });
  if (scanned === expected(draft.batch, scan.expects)) {
    recordValue(draft, step, { field: name, source: 'scanned', value: scanned, unit: null, verdict: 'within' });
    return null;
  }
  const values = { scan: name, expects: scan.expects, scanned };
  const number = draft.number('N', 'event');
  record(draft, { step, kind: 'scan.mismatch', identity: `scan/${step.phase}/${number}`, values });
  return new Refusal('unprocessable', 'scan.mismatch', { ...values, event: number });
}
