import { add, compareDecimals, convert, divide, type Quantity, sameDimension } from '../../../../kernel/quantity.js';
import { Refusal } from '../../../../kernel/refusal.js';
import { isOutside, type Range } from '../../../unit-classes/domain/index.js';
import type { Comparison, Expression } from '../expression.js';
import { evaluate } from '../formula.js';

/** What a name can stand for: a truth, or a quantity in `unit` and, where it is known, within `range`. */
export type Domain = { truths: boolean[] } | { unit: string; range: Range | undefined };

/** What a list of conditions, asked in their order, can come to; null stands for the option without a condition. */
export interface Outcomes {
  /** indexes of conditions that hold for some values */
  possible: Set<number>;
  /** indexes of conditions that are the first to hold for some values */
  taken: Set<number>;
  /** whether for some values none holds */
  none: boolean;
}

// beyond this many combinations of values nothing is said
const MOST = 20_000;

/**
 * Exact for conditions that compare names with fixed values, whatever and/or/not they are joined by: between two fixed
 * values nothing changes, so each is tried at, between and beyond them. Any other comparison may be true or false, so
 * what is said never to hold never does. Nothing where there are too many values to try.
 */
export function outcomes(
  conditions: readonly (Expression | null)[],
  domainOf: (reference: string) => Domain | undefined,
): Outcomes | undefined {
  const tests = conditions.map((condition) => condition && testOf(condition, domainOf));
  const names = new Map<string, Variable>();
  for (const test of tests) if (test) collect(test, names);
  const variables = [...names].map(([name, variable]) => ({ name, values: valuesOf(variable) }));
  if (variables.reduce((product, { values }) => product * values.length, 1) > MOST) return undefined;

  const found: Outcomes = { possible: new Set(), taken: new Set(), none: false };
  const values: Record<string, string | boolean> = {};
  const assign = (at: number): void => {
    const variable = variables[at];
    if (variable) {
      for (const value of variable.values) {
        values[variable.name] = value;
        assign(at + 1);
      }
      return;
    }
    const held = tests.map((test) => test === null || holds(test, values));
    held.forEach((is, index) => is && found.possible.add(index));
    const first = held.indexOf(true);
    if (first < 0) found.none = true;
    else found.taken.add(first);
  };
  assign(0);
  return found;
}

/** A condition with every comparison made into one of a variable. */
type Test =
  | { test: 'fixed'; is: boolean }
  | { test: 'truth'; name: string; values: boolean[] }
  | { test: 'compare'; name: string; sign: Comparison; with: string; range: Range | undefined }
  | { test: 'not'; of: Test }
  | { test: 'and' | 'or'; left: Test; right: Test };

type Variable = { truths: boolean[] } | { fixed: string[]; range: Range | undefined };

const MIRRORED: Record<Comparison, Comparison> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==', '!=': '!=' };
const isComparison = (sign: string): sign is Comparison => Object.hasOwn(MIRRORED, sign);

function testOf(at: Expression, domainOf: (reference: string) => Domain | undefined): Test {
  const unknown: Test = { test: 'truth', name: JSON.stringify(at), values: [true, false] };
  if (at.node === 'literal') return typeof at.value === 'boolean' ? { test: 'fixed', is: at.value } : unknown;
  if (at.node === 'reference') {
    const domain = domainOf(at.name);
    return domain && 'truths' in domain ? { test: 'truth', name: at.name, values: domain.truths } : unknown;
  }
  if (at.node === 'unary' && at.operator === 'not') return { test: 'not', of: testOf(at.of, domainOf) };
  if (at.node !== 'binary') return unknown;
  const { operator, left, right } = at;
  if (operator === 'and' || operator === 'or')
    return { test: operator, left: testOf(left, domainOf), right: testOf(right, domainOf) };
  if (!isComparison(operator)) return unknown;
  const fixed = constant(at);
  if (typeof fixed === 'boolean') return { test: 'fixed', is: fixed };
  return (
    compareWith(left, operator, right, domainOf) ?? compareWith(right, MIRRORED[operator], left, domainOf) ?? unknown
  );
}

function compareWith(
  named: Expression,
  sign: Comparison,
  fixed: Expression,
  domainOf: (reference: string) => Domain | undefined,
): Test | undefined {
  const value = constant(fixed);
  const domain = named.node === 'reference' ? domainOf(named.name) : undefined;
  if (named.node !== 'reference' || !domain || 'truths' in domain || typeof value !== 'object') return undefined;
  if (!sameDimension(value.unit, domain.unit)) return undefined;
  return { test: 'compare', name: named.name, sign, with: convert(value, domain.unit).value, range: domain.range };
}

/** What an expression without names comes to; nothing where it has names, or comes to nothing. */
function constant(at: Expression): Quantity | boolean | undefined {
  try {
    return evaluate(at, {});
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function collect(test: Test, names: Map<string, Variable>): void {
  switch (test.test) {
    case 'fixed':
      return;
    case 'truth':
      names.set(test.name, { truths: test.values });
      return;
    case 'not':
      return collect(test.of, names);
    case 'and':
    case 'or':
      collect(test.left, names);
      return collect(test.right, names);
    case 'compare': {
      const before = names.get(test.name);
      const fixed = before && 'fixed' in before ? before.fixed : [];
      names.set(test.name, { fixed: [...fixed, test.with], range: test.range });
    }
  }
}

/** The values that tell all cases apart: each fixed value, one between each two, one beyond both ends, inside the range. */
function valuesOf(variable: Variable): (string | boolean)[] {
  if ('truths' in variable) return variable.truths;
  const { low, high } = variable.range ?? { low: null, high: null };
  const ends = [low, high].filter((end) => end !== null);
  const marks = [...new Set([...variable.fixed, ...ends])].sort(compareDecimals);
  const number = (value: string): Quantity => ({ value, unit: '1' });
  const between = marks.slice(1).map((mark, at) => divide(add(number(marks[at]!), number(mark)), number('2')).value);
  const beyond = [add(number(marks[0]!), number('-1')).value, add(number(marks.at(-1)!), number('1')).value];
  return [...marks, ...between, ...beyond].filter((value) => !isOutside(value, { low, high }));
}

function holds(test: Test, values: Readonly<Record<string, string | boolean>>): boolean {
  switch (test.test) {
    case 'fixed':
      return test.is;
    case 'truth':
      return values[test.name] === true;
    case 'not':
      return !holds(test.of, values);
    case 'and':
      return holds(test.left, values) && holds(test.right, values);
    case 'or':
      return holds(test.left, values) || holds(test.right, values);
    case 'compare':
      return compared(compareDecimals(String(values[test.name]), test.with), test.sign);
  }
}

function compared(order: -1 | 0 | 1, sign: Comparison): boolean {
  switch (sign) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
  }
}
