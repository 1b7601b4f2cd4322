import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { MeasuredField, MeasurePhase } from '../../../definition/recipes/domain/index.js';
import { acceptEntry, coefficientOfVariation, CV_ROUNDING, CV_UNIT, judge, mean } from '../../rules/domain/index.js';
import { textOf } from './compare-values.js';
import { currentEntry, type Draft } from './draft.js';
import { type FieldValue, fieldOf } from './enter-values.js';
import { countOf, scatterOf } from './entry-names.js';
import { seenAsIs, stepRuns } from './guards.js';
import { raise, record } from './raise.js';
import { judgeNumber, recordValue } from './record-value.js';
import type { BatchState, StepRow } from './rows.js';

/** Where a measurement stands: how often was counted, and what is still due in the round at hand (both from 1). */
export interface Measured {
  counted: number;
  round: number;
  due: number;
}

/** A round is full after `replicates` counts; one that scatters too much makes another due while recounts are left. */
export function measured(state: BatchState, step: Uuid, phase: MeasurePhase): Measured {
  const { fields, replicates } = phase;
  let counted = 0;
  while (currentEntry(state, step, countOf(fields[0]!.id, counted + 1)) !== undefined) counted++;
  const [full, rest] = [Math.floor(counted / replicates), counted % replicates];
  if (rest > 0) return { counted, round: full + 1, due: replicates - rest };
  const again = full === 0 || (full <= phase.recounts && fields.some((field) => scatters(state, step, field)));
  return again ? { counted, round: full + 1, due: replicates } : { counted, round: full, due: 0 };
}

function scatters(state: BatchState, step: Uuid, { id, cv }: MeasuredField): boolean {
  return cv !== undefined && currentEntry(state, step, scatterOf(id))?.verdict !== 'within';
}

export interface Count {
  step: Uuid;
  seen: number;
  values: FieldValue[];
  /** the count that is corrected; none where the next is counted */
  count?: number;
  reason?: string;
}

/** One count of each field, or the correction of one in the last round. A full round makes mean and scatter. */
export function countReplicate(draft: Draft, { step: id, seen, values, count, reason }: Count): void {
  const step = draft.step(id);
  seenAsIs(step, seen);
  stepRuns(draft, step);
  const phase = draft.phase(step, 'measure');
  const fields = values.map(({ field }) => fieldOf(phase.fields, field));
  if (new Set(fields).size < fields.length)
    throw new Refusal('unprocessable', 'entry.field-twice', { step: step.phase });
  const n = count === undefined ? nextCount(draft, step, phase, fields) : correctable(draft, step, phase, count);
  for (const [index, { value, unit }] of values.entries()) {
    const field = fields[index]!;
    const accepted = acceptEntry(field, value, unit);
    const name = countOf(field.id, n);
    recordValue(draft, step, { field: name, source: 'typed', ...accepted, verdict: null, reason: reason ?? null });
  }
  const round = Math.ceil(n / phase.replicates);
  const full = measured(draft.state, id, phase).counted >= round * phase.replicates;
  if (full) concludeRound(draft, step, phase, { round, fields, reason: count === undefined ? RECOUNTED : reason! });
}

/** 11.10(e): one value of a count once the measurement is done; it is never counted again then. Answers with what it changed. */
export function correctCount(
  draft: Draft,
  step: StepRow,
  phase: MeasurePhase,
  name: string,
  { value, unit, reason }: { value: string; unit?: string; reason: string },
): string[] {
  const field = phase.fields.find(({ id }) => name.startsWith(`${id}.`) && /^\d+$/.test(name.slice(id.length + 1)));
  if (field === undefined) throw new Refusal('unprocessable', 'entry.not-correctable', { field: name });
  const n = correctable(draft, step, phase, Number(name.slice(field.id.length + 1)));
  const accepted = acceptEntry(field, value, unit);
  recordValue(draft, step, { field: name, source: 'typed', ...accepted, verdict: null, reason });
  concludeRound(draft, step, phase, { round: Math.ceil(n / phase.replicates), fields: [field], reason });
  return [field.id, scatterOf(field.id)];
}

/** Why a mean takes the place of that of the round before. */
const RECOUNTED = 'measure.recount';

function nextCount(draft: Draft, step: StepRow, phase: MeasurePhase, fields: MeasuredField[]): number {
  const { counted, due } = measured(draft.state, step.id, phase);
  if (due === 0) throw new Refusal('conflict', 'measure.counts-complete', { step: step.phase, counts: counted });
  const missing = phase.fields.filter((field) => !fields.includes(field)).map(({ id }) => id);
  if (missing.length > 0) throw new Refusal('unprocessable', 'measure.count-incomplete', { fields: missing });
  return counted + 1;
}

/** A round that was counted again stands as it is. */
function correctable(draft: Draft, step: StepRow, phase: MeasurePhase, count: number): number {
  const { counted } = measured(draft.state, step.id, phase);
  if (count > counted) throw new Refusal('unprocessable', 'measure.count-unknown', { count, counts: counted });
  const [round, last] = [Math.ceil(count / phase.replicates), Math.ceil(counted / phase.replicates)];
  if (round < last) throw new Refusal('conflict', 'measure.round-closed', { count, round, last });
  return count;
}

interface Round {
  round: number;
  /** those whose counts changed */
  fields: MeasuredField[];
  reason: string;
}

/** A mean is judged unless its own counts scatter and are to be counted again: then it is no result. */
function concludeRound(draft: Draft, step: StepRow, phase: MeasurePhase, { round, fields, reason }: Round): void {
  const made = fields.map((field) => ({ field, ...recordRound(draft, step, phase, { field, round, reason }) }));
  const again = step.state === 'running' && measured(draft.state, step.id, phase).due > 0;
  for (const { field, entry, accepted, scatter } of made) {
    const scattered = scatters(draft.state, step.id, field);
    if (scattered) {
      const values = { field: field.id, entry: scatter.entry, round, cv: scatter.value, max: field.cv };
      const happening = { step: draft.step(step.id), values };
      if (again) record(draft, { ...happening, kind: 'measure.recount', identity: `entry/${scatter.entry}/recount` });
      else {
        const { criticality } = field;
        const breach = { ...happening, criticality, onBreach: phase.onBreach, deviation: phase.deviation };
        raise(draft, { ...breach, kind: 'measure.cv-exceeded', identity: `entry/${scatter.entry}/cv` });
      }
    }
    if (!scattered || !again) judgeNumber(draft, step, entry, field, accepted, field.id);
  }
}

/** 211.68(b): mean and scatter of a full round, with the counts they are made of beside them. */
function recordRound(
  draft: Draft,
  step: StepRow,
  { replicates }: MeasurePhase,
  { field, round, reason }: { field: MeasuredField; round: number; reason: string },
) {
  const names = Array.from({ length: replicates }, (_, index) =>
    countOf(field.id, (round - 1) * replicates + index + 1),
  );
  const counts = names.map((name) => currentEntry(draft.state, step.id, name)!);
  const inputs = Object.fromEntries(counts.map((count) => [count.field, textOf(count)]));
  const numbers = counts.map(({ value }) => value!);
  const { id, unit, decimals, cv: max } = field;
  const made = { source: 'calculated' as const, inputs, reason };
  const value = mean(numbers, unit, decimals);
  const accepted = { value, unit, verdict: judge(value, field) };
  const entry = recordValue(draft, step, {
    ...made,
    ...accepted,
    field: id,
    rounding: { decimals, mode: 'half-even' },
  });
  const cv = coefficientOfVariation(numbers);
  const scatter = recordValue(draft, step, {
    ...made,
    field: scatterOf(id),
    value: cv,
    unit: CV_UNIT,
    rounding: CV_ROUNDING,
    verdict: cv === null ? 'unknown' : judge(cv, max === undefined ? {} : { action: { low: null, high: max } }),
  });
  return { entry, accepted, scatter: { entry: scatter, value: cv } };
}
