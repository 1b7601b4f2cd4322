import type { Quantity } from '../../../kernel/quantity.js';
import { Refusal } from '../../../kernel/refusal.js';
import {
  type CalculationPhase,
  calculate,
  type FormulaValues,
  parseExpression,
  references,
} from '../../../definition/recipes/domain/index.js';
import { judge } from '../../rules/domain/index.js';
import type { Draft } from './draft.js';
import { RESULT } from './entry-names.js';
import { judgeNumber, recordValue } from './record-value.js';
import type { StepRow } from './rows.js';

/** 211.68(b): the formula over values on record, with its inputs and its rounding kept beside the result. */
export function calculateStep(draft: Draft, step: StepRow, phase: CalculationPhase): void {
  const parsed = parseExpression(phase.formula);
  if ('fault' in parsed) throw new Refusal('unprocessable', 'formula.syntax', { formula: phase.formula });
  const known = valuesOf(draft);
  const names = references(parsed.expression);
  const result = calculate(phase, known);
  const accepted = { ...result, verdict: judge(result.value, phase) };
  const inputs = Object.fromEntries(names.map((name) => [name, textOf(known[name]!)]));
  const { rounding } = phase;
  const entry = recordValue(draft, step, { field: RESULT, source: 'calculated', ...accepted, inputs, rounding });
  judgeNumber(draft, step, entry, phase, accepted, RESULT);
}

const textOf = (value: Quantity | boolean): string =>
  typeof value === 'boolean' ? `${value}` : `${value.value} ${value.unit}`;

/** Values that formulas may name: parameters at their targets, and every standing entry of a number or a truth. */
function valuesOf(draft: Draft): FormulaValues {
  const parameters = draft.recipe.parameters.flatMap((parameter): [string, Quantity][] =>
    parameter.source === 'constant'
      ? [[`parameters.${parameter.id}`, { value: parameter.target, unit: parameter.unit }]]
      : [],
  );
  const phases = new Map(draft.steps.map(({ id, phase }) => [id, phase]));
  const entries = Object.values(draft.state.entry).flatMap(
    ({ step, field, value, unit, supersededBy }): [string, Quantity | boolean][] => {
      if (supersededBy !== null || value === null) return [];
      const name = `${phases.get(step)}.${field}`;
      if (unit !== null) return [[name, { value, unit }]];
      return value === 'true' || value === 'false' ? [[name, value === 'true']] : [];
    },
  );
  return Object.fromEntries([...parameters, ...entries]);
}
