import { countIn } from './asked.js';
import type { BatchState } from './batch-state.js';
import { meanOf, scatterOf } from './decimal.js';
import type { Field, Phase } from './recipe.js';
import { sameJson } from './report.js';
import type { Entry, Step } from './rows.js';

/** A value as the inputs of what is made of it say it. */
export const textOf = ({ value, unit }: Entry): string => `${value ?? 'unknown'}${unit === null ? '' : ` ${unit}`}`;

/** What must stand in an entry that the server makes. */
export interface Due {
  value: string | null;
  inputs?: Record<string, string>;
  rounding?: { decimals: number; mode: 'half-even' };
  reason?: string;
}

/** How often a field was counted without a hole. */
function counted(state: BatchState, step: Step, field: string): number {
  let n = 0;
  while (state.standing(step.id, `${field}.${n + 1}`) !== undefined) n++;
  return n;
}

/** Whether the last full round of any field is beyond its limit of scatter. */
const scatters = (state: BatchState, step: Step, { fields = [] }: Phase): boolean =>
  fields.some(({ id, cv }) => cv !== undefined && state.standing(step.id, `${id}.cv`)?.verdict !== 'within');

/** Counts of a field that are due, after so many: none once a full round is within its scatter, or no recount is left. */
export function countsDue(state: BatchState, step: Step, phase: Phase, n: number): number {
  const [replicates, recounts] = [phase.replicates ?? 2, phase.recounts ?? 0];
  const [full, rest] = [Math.floor(n / replicates), n % replicates];
  if (rest > 0) return replicates - rest;
  return full === 0 || (full <= recounts && scatters(state, step, phase)) ? replicates : 0;
}

/** What is wrong with a count's place: it must be the next that is due, or correct one of the last round. */
export function countFault(state: BatchState, step: Step, phase: Phase, name: string): string | null {
  const { field, n } = countIn(phase, name)!;
  const known = counted(state, step, field.id);
  if (n > known + 1) return `count ${known + 1} is missing before it`;
  if (n === known + 1) return countsDue(state, step, phase, known) === 0 ? 'no count was due any more' : null;
  const replicates = phase.replicates ?? 2;
  return Math.ceil(n / replicates) < Math.ceil(known / replicates) ? 'its round was counted again before' : null;
}

/** The round of a mean or scatter, from 1, by the counts that it names. */
export function roundOf({ inputs }: Pick<Entry, 'inputs'>, { replicates = 2 }: Phase): number {
  const last = Math.max(...Object.keys(inputs ?? {}).map((name) => Number(name.slice(name.lastIndexOf('.') + 1))));
  return Math.ceil(last / replicates);
}

/** 211.68(b): mean or scatter of the last full round of a field, from its counts as they stand; null where none is full. */
export function measuredDue(state: BatchState, step: Step, phase: Phase, name: string): Due | null {
  const { field, isScatter } = measuredField(phase, name);
  const [n, replicates] = [counted(state, step, field.id), phase.replicates ?? 2];
  if (n === 0 || n % replicates > 0) return null;
  const names = Array.from({ length: replicates }, (_, index) => `${field.id}.${n - replicates + index + 1}`);
  const counts = names.map((one) => state.standing(step.id, one)!);
  const numbers = counts.map(({ value }) => value!);
  const decimals = isScatter ? 1 : (field.decimals ?? 0);
  const before = state.standing(step.id, name);
  const again = before !== undefined && roundOf(before, phase) < n / replicates;
  return {
    value: isScatter ? scatterOf(numbers) : meanOf(numbers, decimals),
    inputs: Object.fromEntries(counts.map((count) => [count.field, textOf(count)])),
    rounding: { decimals, mode: 'half-even' },
    ...(again ? { reason: 'measure.recount' } : {}),
  };
}

function measuredField({ fields = [] }: Phase, name: string): { field: Field; isScatter: boolean } {
  const mean = fields.find(({ id }) => id === name);
  const field = mean ?? fields.find(({ id }) => `${id}.cv` === name);
  if (field === undefined) throw new Error(`${name} is no measured field`);
  return { field, isScatter: mean === undefined };
}

/** What is missing of a measurement whose step was finished. */
export function measureFaults(state: BatchState, step: Step, phase: Phase): string[] {
  const faults: string[] = [];
  for (const { id } of phase.fields ?? []) {
    const due = countsDue(state, step, phase, counted(state, step, id));
    if (due > 0) faults.push(`${due} counts of ${id}`);
    for (const name of [id, `${id}.cv`]) {
      const [made, stands] = [measuredDue(state, step, phase, name), state.standing(step.id, name)];
      if (made !== null && stands !== undefined && !sameJson(stands.inputs, made.inputs))
        faults.push(`${name} of the counts that stand`);
    }
  }
  return faults;
}
