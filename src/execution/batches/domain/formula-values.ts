import type { Quantity } from '../../../kernel/quantity.js';
import { Refusal } from '../../../kernel/refusal.js';
import {
  calculate,
  evaluate,
  type FormulaValues,
  parseExpression,
  references,
} from '../../../definition/recipes/domain/index.js';
import type { Draft } from './draft.js';
import type { EntryRow } from './rows.js';

type Value = Quantity | boolean;

/** What a value is called in the inputs of what is made of it. */
export const inputText = (value: Value): string =>
  typeof value === 'boolean' ? `${value}` : `${value.value} ${value.unit}`;

/** Values that formulas may name: the recipe's parameters, and every standing entry of a number or a truth, of the latest round. */
export function formulaValues(draft: Draft, then?: AsOf): FormulaValues {
  const values: Record<string, Value> = {};
  const steps = new Map(draft.steps.map((step, order) => [step.id, { step, order }]));
  const firsts = then && firstEntries(draft.state.entry);
  const standing = Object.values(draft.state.entry)
    .filter(({ supersededBy, value }) => supersededBy === null && value !== null)
    .filter(({ step, field }) => firsts === undefined || firsts.get(`${step}/${field}`)! < then!.before)
    .sort((a, b) => steps.get(a.step)!.order - steps.get(b.step)!.order);
  for (const { step, field, value, unit } of standing) {
    const name = `${steps.get(step)!.step.phase}.${field}`;
    if (unit !== null) values[name] = { value: value!, unit };
    else if (value === 'true' || value === 'false') values[name] = value === 'true';
  }
  for (const parameter of inOrder(then?.recipe ?? draft.recipe)) {
    const value = parameterValue(draft, parameter, values);
    if (value !== undefined) values[`parameters.${parameter.id}`] = value;
  }
  return values;
}

type Parameter = Draft['recipe']['parameters'][number];

/** What stood when something was computed, as it is corrected now: fields first recorded before entry number `before`. */
export interface AsOf {
  before: number;
  recipe: Draft['recipe'];
}

/** Of entries, by `V12`. */
export const numberOf = ({ number }: Pick<EntryRow, 'number'>): number => Number(number.slice(1));

/** The number of the first entry in each field of each step, which those that correct it follow; by `<step>/<field>`. */
export function firstEntries(entries: Readonly<Record<string, EntryRow>>): ReadonlyMap<string, number> {
  const firsts = new Map<string, number>();
  for (const row of Object.values(entries)) {
    const at = `${row.step}/${row.field}`;
    firsts.set(at, Math.min(firsts.get(at) ?? Infinity, numberOf(row)));
  }
  return firsts;
}

/** A formula after those that it names; the recipe's own order is any. */
function inOrder(recipe: Draft['recipe']): Parameter[] {
  const placed = new Map<string, Parameter>();
  const place = (parameter: Parameter): void => {
    if (placed.has(parameter.id)) return;
    const parsed = parameter.source === 'formula' ? parseExpression(parameter.formula) : null;
    const named = parsed !== null && 'expression' in parsed ? references(parsed.expression) : [];
    for (const other of recipe.parameters) if (named.includes(`parameters.${other.id}`)) place(other);
    placed.set(parameter.id, parameter);
  };
  recipe.parameters.forEach(place);
  return [...placed.values()];
}

function parameterValue({ batch }: Draft, parameter: Parameter, known: FormulaValues): Value | undefined {
  switch (parameter.source) {
    case 'constant':
      return { value: parameter.target, unit: parameter.unit };
    case 'patient':
      return batch.parameters[parameter.id];
    case 'entry':
    case 'reading':
      return known[parameter.from];
    case 'formula':
      return ifKnown(() => calculate(parameter, known));
  }
}

/** Undefined while a value that it rests on is missing. */
function ifKnown<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof Refusal && error.code === 'formula.value-missing') return undefined;
    throw error;
  }
}

/** Whether a condition holds; one that rests on a value that is not there does not. */
export function holds(condition: string, values: FormulaValues): boolean {
  const parsed = parseExpression(condition);
  return 'expression' in parsed && ifKnown(() => evaluate(parsed.expression, values)) === true;
}

/** What an expression rests on, as a record shows it. */
export function inputsOf(expression: string | null, values: FormulaValues): Record<string, string> {
  const parsed = parseExpression(expression ?? 'true');
  const names = 'expression' in parsed ? references(parsed.expression) : [];
  return Object.fromEntries(
    names.map((name) => [name, values[name] === undefined ? 'unknown' : inputText(values[name])]),
  );
}
