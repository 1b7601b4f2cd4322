import { Refusal } from '../../../kernel/refusal.js';
import {
  type CalculationPhase,
  calculate,
  parseExpression,
  references,
} from '../../../definition/recipes/domain/index.js';
import { judge } from '../../rules/domain/index.js';
import type { Draft } from './draft.js';
import { RESULT } from './entry-names.js';
import { formulaValues, inputText } from './formula-values.js';
import { judgeNumber, recordValue } from './record-value.js';
import type { StepRow } from './rows.js';

/** 211.68(b): the formula over values on record, with its inputs and its rounding kept beside the result. */
export function calculateStep(draft: Draft, step: StepRow, phase: CalculationPhase): void {
  const parsed = parseExpression(phase.formula);
  if ('fault' in parsed) throw new Refusal('unprocessable', 'formula.syntax', { formula: phase.formula });
  const known = formulaValues(draft);
  const names = references(parsed.expression);
  const result = calculate(phase, known);
  const accepted = { ...result, verdict: judge(result.value, phase) };
  const inputs = Object.fromEntries(names.map((name) => [name, inputText(known[name]!)]));
  const { rounding } = phase;
  const entry = recordValue(draft, step, { field: RESULT, source: 'calculated', ...accepted, inputs, rounding });
  judgeNumber(draft, step, entry, phase, accepted, RESULT);
}
