import type { BatchState } from './batch-state.js';
import { calculated, Missing, type Values } from './evaluate.js';
import { namesIn, parse } from './formula.js';
import type { Parameter, Quantity, Recipe } from './recipe.js';
import type { Entry } from './rows.js';
import { UnknownUnit } from './units.js';

const textOf = (value: Quantity | boolean): string =>
  typeof value === 'boolean' ? `${value}` : `${value.value} ${value.unit}`;

/**
 * What formulas may name: entries that stand, of the latest round, and parameters. `then`: only those whose field was first
 * recorded before that fact, as they stand now, by the recipe of that time.
 */
export function valuesAt(state: BatchState, then?: { seq: number; recipe: Recipe }): Values {
  const values: Values = new Map();
  const order = new Map(state.inOrder().map(({ id }, index) => [id, index]));
  const first = new Map<string, number>();
  for (const { step, field, seq } of state.entries.values())
    if (!first.has(`${step}/${field}`)) first.set(`${step}/${field}`, seq);
  const standing = [...state.entries.values()].filter(
    ({ step, field, value, supersededBy }) =>
      supersededBy === null && value !== null && (then === undefined || first.get(`${step}/${field}`)! < then.seq),
  );
  const place = ({ step }: Entry): number => order.get(step) ?? -1;
  for (const { step, field, value, unit } of standing.sort((a, b) => place(a) - place(b))) {
    const name = `${state.steps.get(step)!.phase}.${field}`;
    if (unit !== null) values.set(name, { value: value!, unit });
    else if (value === 'true' || value === 'false') values.set(name, value === 'true');
  }
  const { parameters = [] } = then?.recipe ?? state.recipe;
  const begun = new Set<string>();
  const give = (parameter: Parameter): void => {
    if (begun.has(parameter.id)) return;
    begun.add(parameter.id);
    const named = parameter.source === 'formula' ? namesIn(parse(parameter.formula)) : [];
    for (const other of parameters) if (named.includes(`parameters.${other.id}`)) give(other);
    const value = valueOf(state, parameter, values);
    if (value !== undefined) values.set(`parameters.${parameter.id}`, value);
  };
  parameters.forEach(give);
  return values;
}

function valueOf(state: BatchState, parameter: Parameter, values: Values): Quantity | boolean | undefined {
  switch (parameter.source) {
    case 'constant':
      return { value: parameter.target, unit: parameter.unit };
    case 'patient':
      return (state.batch['parameters'] as Record<string, Quantity> | undefined)?.[parameter.id];
    case 'entry':
    case 'reading':
      return values.get(parameter.from);
    case 'formula':
      try {
        return calculated(parameter, values);
      } catch (error) {
        // what names it is not computed again either
        if (error instanceof Missing || error instanceof UnknownUnit) return undefined;
        throw error;
      }
  }
}

/** What formulas rest on, as their fact must say it. */
export function inputsOf(formulas: (string | null)[], values: Values): Record<string, string> {
  const names = formulas.flatMap((formula) => (formula === null ? [] : namesIn(parse(formula))));
  return Object.fromEntries(
    names.map((name) => {
      const value = values.get(name);
      return [name, value === undefined ? 'unknown' : textOf(value)];
    }),
  );
}
