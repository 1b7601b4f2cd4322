import type { Quantity } from '../../../kernel/quantity.js';
import { Refusal } from '../../../kernel/refusal.js';
import {
  type CalculationPhase,
  calculate,
  parseExpression,
  percentOf,
  references,
} from '../../../definition/recipes/domain/index.js';
import { judge } from '../../rules/domain/index.js';
import type { Draft } from './draft.js';
import { PERCENT, RESULT } from './entry-names.js';
import { type AsOf, formulaValues, inputText } from './formula-values.js';
import { judgeNumber, recordValue } from './record-value.js';
import type { StepRow } from './rows.js';

/** 211.68(b): the formula over values on record, with its inputs and its rounding kept beside the result. */
export function calculateStep(draft: Draft, step: StepRow, phase: CalculationPhase, anew?: Anew): void {
  const parsed = parseExpression(phase.formula);
  if ('fault' in parsed) throw new Refusal('unprocessable', 'formula.syntax', { formula: phase.formula });
  const known = formulaValues(draft, anew);
  const names = references(parsed.expression);
  const result = calculate(phase, known);
  const accepted = { ...result, verdict: judge(result.value, phase) };
  const inputs = Object.fromEntries(names.map((name) => [name, inputText(known[name]!)]));
  const { rounding } = phase;
  const made = { source: 'calculated' as const, ...why(anew) };
  const entry = recordValue(draft, step, { field: RESULT, ...made, ...accepted, inputs, rounding });
  judgeNumber(draft, step, entry, phase, accepted, RESULT);
  if (phase.yield !== undefined) recordYield(draft, step, phase, { ...phase.yield, actual: result }, anew);
}

/** Computed once more since a value that it rests on was corrected with entry `because`. */
export interface Anew extends AsOf {
  reason: string;
  because: string;
}

const why = (anew: Anew | undefined) => (anew === undefined ? {} : { reason: anew.reason, because: anew.because });

/** 211.103: actual yield by theoretical, in percent. */
function recordYield(
  draft: Draft,
  step: StepRow,
  { unit }: CalculationPhase,
  { theoretical: formula, actual, ...limits }: NonNullable<CalculationPhase['yield']> & { actual: Quantity },
  anew: Anew | undefined,
): void {
  const exact = { significant: 15, mode: 'half-even' as const };
  const theoretical = calculate({ formula, unit, rounding: exact }, formulaValues(draft, anew));
  const percent = percentOf(actual, theoretical);
  const accepted = { ...percent, verdict: judge(percent.value, limits) };
  const inputs = { actual: inputText(actual), theoretical: inputText(theoretical) };
  const made = { field: PERCENT, source: 'calculated' as const, inputs, rounding: PERCENT_ROUNDING, ...why(anew) };
  const entry = recordValue(draft, step, { ...made, ...accepted });
  judgeNumber(draft, step, entry, limits, accepted, PERCENT);
}

const PERCENT_ROUNDING = { decimals: 1, mode: 'half-even' as const };
