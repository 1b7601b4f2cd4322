import type { ComparePhase } from '../../../definition/recipes/domain/index.js';
import { round } from '../../../kernel/quantity.js';
import { Dec } from '../../../kernel/ucum.js';
import { judge } from '../../rules/domain/index.js';
import { currentEntry, type Draft } from './draft.js';
import { AT_LINE, IN_LINE, OFFSET } from './entry-names.js';
import { judgeNumber, recordValue } from './record-value.js';
import type { EntryRow, StepRow } from './rows.js';

/** At-line less in-line, once both are on record; unknown where the unit had no good value to compare with. */
export function recordOffset(draft: Draft, step: StepRow, phase: ComparePhase, reason: string | null): void {
  const inLine = currentEntry(draft.state, step.id, IN_LINE);
  const atLine = currentEntry(draft.state, step.id, AT_LINE);
  if (inLine === undefined || atLine === undefined) return;
  const { unit, decimals } = phase;
  const rounding = { decimals, mode: 'half-even' as const };
  const inputs = { [IN_LINE]: textOf(inLine), [AT_LINE]: textOf(atLine) };
  const made = { field: OFFSET, source: 'calculated' as const, unit, inputs, rounding, reason };
  if (inLine.value === null) {
    recordValue(draft, step, { ...made, value: null, verdict: 'unknown' });
    return;
  }
  const { value } = round({ value: new Dec(atLine.value!).sub(inLine.value).toFixed(), unit }, rounding);
  const accepted = { value, unit, verdict: judge(value, phase) };
  const entry = recordValue(draft, step, { ...made, ...accepted });
  judgeNumber(draft, step, entry, phase, accepted, OFFSET);
}

/** A value as the inputs of what is made of it say it. */
export const textOf = ({ value, unit }: Pick<EntryRow, 'value' | 'unit'>): string =>
  [value ?? 'unknown', ...(unit === null ? [] : [unit])].join(' ');
