import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { MeasurePhase } from '../../../definition/recipes/domain/index.js';
import { isDay, isExpired, siteDay } from '../../../kernel/site-day.js';
import { acceptEntry } from '../../rules/domain/index.js';
import { askedFields } from './asked-fields.js';
import { correctCount, measured } from './count-replicates.js';
import { currentEntry, type Draft } from './draft.js';
import { captured, enterValue, fieldOf, offsetOf } from './enter-values.js';
import { MATERIAL_PARTS, OFFSET, WHEREABOUTS } from './entry-names.js';
import { seenAsIs, stepRuns } from './guards.js';
import { judgeReconciliation } from './issue-labels.js';
import { raise, raiseSaid } from './raise.js';
import { judgeNumber, recordValue } from './record-value.js';
import { type MadeHere, ofItsRecord, ofItsSponsor } from './record-material.js';
import { recompute } from './recompute.js';
import { reopen, reopenReviews } from './reopen.js';
import type { EntryRow, StepRow } from './rows.js';
import type { Signing } from './sign-step.js';
import { witness } from './witness.js';

export interface Correct {
  step: Uuid;
  seen: number;
  field: string;
  value: string;
  unit?: string;
  reason: string;
  /** the site's, IANA name, for what expires */
  zone: string;
  /** of a corrected lot: its record, null where it came from outside */
  made?: MadeHere | null;
}

/** Refuses with `batch.over`, `step.not-done`, or as `wrongly` says a field whose value nobody typed. */
function correctable(draft: Draft, { step: id, seen }: Pick<Correct, 'step' | 'seen'>): StepRow {
  const step = draft.step(id);
  seenAsIs(step, seen);
  const { state } = draft.batch;
  if (state !== 'running' && state !== 'held' && state !== 'holding')
    throw new Refusal('conflict', 'batch.over', { state });
  if (step.state !== 'completing' && step.state !== 'complete')
    throw new Refusal('conflict', 'step.not-done', { step: step.phase, state: step.state });
  return step;
}

/**
 * 11.10(e): another value for one that was typed, once the work of its step is done: the original stays, the signatures on it
 * are void, and what was computed from it is computed anew.
 */
export function correctValue(draft: Draft, correct: Correct): void {
  const step = correctable(draft, correct);
  const { field, value, reason } = correct;
  const before = currentEntry(draft.state, step.id, field);
  if (before === undefined) throw new Refusal('unprocessable', 'entry.field-unknown', { field });
  if (!CORRECTABLE.has(before.source))
    throw new Refusal('unprocessable', 'entry.not-correctable', { field, source: before.source });
  if (before.value === value) throw new Refusal('conflict', 'entry.same-value', { field, value });
  changes(draft, step, reason, () => correctField(draft, draft.step(step.id), correct));
}

const CORRECTABLE: ReadonlySet<EntryRow['source']> = new Set(['typed', 'not-applicable', 'file']);

/** The entries of a step that may be corrected now; none while its work is not done. */
export function correctableFields(draft: Draft, step: StepRow): string[] {
  const { state } = draft.batch;
  if (state !== 'running' && state !== 'held' && state !== 'holding') return [];
  if (step.state !== 'completing' && step.state !== 'complete') return [];
  const phase = draft.phase(step);
  const closed = phase.kind === 'measure' ? lastRoundFrom(draft, step, phase) : 0;
  return Object.values(draft.state.entry).flatMap((row) => {
    if (row.step !== step.id || row.supersededBy !== null || !CORRECTABLE.has(row.source)) return [];
    const count = phase.kind === 'measure' ? Number(row.field.split('.').at(-1)) : Infinity;
    return count > closed ? [row.field] : [];
  });
}

/** Counts up to this one stand as they are: their round was counted again. */
function lastRoundFrom({ state }: Draft, { id }: StepRow, phase: MeasurePhase): number {
  const { counted } = measured(state, id, phase);
  return (Math.ceil(counted / phase.replicates) - 1) * phase.replicates;
}

/** Makes a change of a value in a step whose work is done, with all that follows; `does` answers with the fields it changed. */
function changes(draft: Draft, step: StepRow, reason: string, does: () => string[]): void {
  const entry = draft.number('V', 'entry');
  reopen(draft, step, entry);
  const fields = does();
  reopenReviews(draft, step, entry);
  recompute(
    draft,
    fields.map((field) => ({ step: draft.step(step.id), field })),
    entry,
    reason,
  );
}

function correctField(draft: Draft, step: StepRow, correct: Correct): string[] {
  const { field: name, value, unit, reason } = correct;
  const phase = draft.phase(step);
  const given = { value, ...(unit === undefined ? {} : { unit }), reason };
  switch (phase.kind) {
    case 'entry':
    case 'result':
    case 'clearance':
    case 'compare':
      enterValue(draft, step, fieldOf(askedFields(phase), name), given);
      offsetOf(draft, step, reason);
      return [name, OFFSET];
    case 'measure':
      return correctCount(draft, step, phase, name, given);
    case 'material':
      correctLot(draft, step, correct);
      return [];
    case 'label': {
      const label = phase.labels.find(({ id }) => WHEREABOUTS.some((where) => name === `${id}.${where}`));
      if (label === undefined) throw new Refusal('unprocessable', 'entry.not-correctable', { field: name });
      if (!/^\d{1,5}$/.test(value)) throw new Refusal('unprocessable', 'entry.not-a-number', { field: name, value });
      const typed = { field: name, source: 'typed' as const, value, unit: '1', verdict: null, reason };
      judgeReconciliation(draft, step, label, recordValue(draft, step, typed));
      return [];
    }
    case 'scan':
    case 'instruction':
    case 'calculation':
    case 'program':
    case 'wait':
    case 'decision':
    case 'review':
    case 'sample':
      throw new Refusal('unprocessable', 'entry.not-correctable', { field: name });
  }
}

/** A part of a lot that went in: one that should not have is an exception, since it has. */
function correctLot(draft: Draft, step: StepRow, { field, value, reason, zone, made = null }: Correct): void {
  const before = currentEntry(draft.state, step.id, field)!;
  const [part] = MATERIAL_PARTS.filter((one) => field.endsWith(`.${one}`));
  const material = field.slice(0, -`.${part}`.length);
  if (value.trim() === '') throw new Refusal('unprocessable', 'entry.empty', { field });
  if (part === 'expiry' && !isDay(value))
    throw new Refusal('unprocessable', 'material.expiry-not-a-day', { material, expiry: value });
  if (part === 'status' && value !== 'released' && value !== 'quarantine' && value !== 'rejected')
    throw new Refusal('unprocessable', 'entry.not-a-choice', { field, value });
  const day = siteDay(before.at, zone);
  if (part === 'lot') ofItsSponsor(draft, { material, lot: value }, made);
  const entry = recordValue(draft, step, { field, source: 'typed', value, unit: null, verdict: null, reason });
  const wrong = wrongOf(part!, value, { day, zone, made });
  if (wrong === null) return;
  const { kind, values } = wrong;
  const { materials } = draft.phase(step, 'material');
  raise(draft, {
    step: draft.step(step.id),
    kind,
    identity: part === 'lot' ? `lot/${entry}` : `entry/${entry}/${kind}`,
    values: { material, entry, [part!]: value, ...values },
    criticality: materials.find(({ id }) => id === material)?.critical ? 'CPP' : 'IPC',
    onBreach: 'supervisor',
  });
}

/** What speaks against a part of a lot on the day that the lot went in: against the lot itself what its own record says. */
function wrongOf(
  part: (typeof MATERIAL_PARTS)[number],
  value: string,
  { day, zone, made }: { day: string; zone: string; made: MadeHere | null },
): { kind: 'material.expired' | 'material.not-released'; values: Record<string, string> } | null {
  switch (part) {
    case 'lot': {
      const values = ofItsRecord({ expiry: day, status: 'released', zone }, made);
      if (values.expiry !== undefined) return { kind: 'material.expired', values };
      return values.status === undefined ? null : { kind: 'material.not-released', values };
    }
    case 'expiry':
      return isExpired(value, day) ? { kind: 'material.expired', values: {} } : null;
    case 'status':
      return value === 'released' ? null : { kind: 'material.not-released', values: {} };
  }
}

export interface ReplaceValue {
  step: Uuid;
  seen: number;
  field: string;
  value: string;
  unit: string;
  reason: string;
  signing: Signing;
}

/** An.11-6: what the unit should have given, typed by one person and witnessed by another, while the step runs or once it is done. */
export function replaceValue(draft: Draft, replace: ReplaceValue): void {
  const { step: id, seen, field, value, unit, reason, signing } = replace;
  let step = draft.step(id);
  seenAsIs(step, seen);
  const done = step.state === 'completing' || step.state === 'complete';
  if (done) step = correctable(draft, replace);
  else stepRuns(draft, step);
  const asked = captured(draft, step, field);
  const accepted = acceptEntry(asked, value, unit);
  const signs = witness(draft, step, signing, { act: 'replace-value', field, value: accepted.value, unit, reason });
  const does = (): string[] => {
    signs();
    const entry = recordValue(draft, draft.step(id), { field, source: 'manual', ...accepted, reason });
    judgeNumber(draft, step, entry, asked, accepted, field);
    offsetOf(draft, draft.step(id), reason);
    raiseSaid(draft, reason, {
      step: draft.step(id),
      kind: 'value.manual',
      identity: `entry/${entry}/manual`,
      values: { field, entry, tag: asked.capture.tag, value: accepted.value, unit, signature: signing.id },
      criticality: asked.criticality,
      onBreach: 'continue',
    });
    return [field, OFFSET];
  };
  if (done) changes(draft, step, reason, does);
  else does();
}
