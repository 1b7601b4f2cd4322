import { Refusal } from '../../../kernel/refusal.js';
import * as q from '../../../kernel/quantity.js';
import type { Quantity } from '../../../kernel/quantity.js';
import {
  parseExpression,
  type Arithmetic,
  type Comparison,
  type Expression,
  type ExpressionFault,
} from './expression.js';

/** What an expression gives: a quantity in a unit, or a truth. */
export type FormulaType = { unit: string } | 'boolean';

/** The values that references stand for, by `<phase>.<field>`, `<phase>.result` or `parameters.<id>`. */
export type FormulaValues = Readonly<Record<string, Quantity | boolean>>;

/** The type of an expression from the types of its references, or why it has none: every dimension is checked here. */
export function checkFormula(
  expression: Expression,
  types: Readonly<Record<string, FormulaType>>,
): { type: FormulaType } | { fault: ExpressionFault } {
  try {
    return { type: typeOf(expression, types) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, values } = error;
    const what = Object.values(values).map(String).join(', ');
    return {
      fault: {
        code: code.replace('quantity.', 'formula.'),
        message: what ? `${MESSAGES[code] ?? code}: ${what}` : code,
      },
    };
  }
}

const MESSAGES: Record<string, string> = {
  'quantity.units-differ': 'these units do not convert to each other',
  'quantity.unit-has-no-arithmetic': 'values in this unit compare, but do not add or multiply',
  'formula.type': 'a truth where a quantity belongs, or the reverse',
  'formula.unknown-reference': 'nothing has this name',
};

function typeOf(at: Expression, types: Readonly<Record<string, FormulaType>>): FormulaType {
  const unit = (of: Expression): string => {
    const type = typeOf(of, types);
    if (type === 'boolean') throw new Refusal('unprocessable', 'formula.type', { expected: 'a quantity' });
    return type.unit;
  };
  const truth = (of: Expression): 'boolean' => {
    if (typeOf(of, types) !== 'boolean') throw new Refusal('unprocessable', 'formula.type', { expected: 'a truth' });
    return 'boolean';
  };
  const alike = (first: string, ...others: string[]): string => {
    const other = others.find((candidate) => !q.sameDimension(first, candidate));
    if (other !== undefined) throw new Refusal('unprocessable', 'quantity.units-differ', { from: first, to: other });
    return first;
  };
  switch (at.node) {
    case 'literal':
      return typeof at.value === 'boolean' ? 'boolean' : { unit: at.value.unit };
    case 'reference': {
      const type = Object.hasOwn(types, at.name) ? types[at.name] : undefined;
      if (!type) throw new Refusal('unprocessable', 'formula.unknown-reference', { name: at.name });
      return type;
    }
    case 'unary':
      return at.operator === 'not' ? truth(at.of) : { unit: q.productUnit(unit(at.of), '1') };
    case 'round':
      return { unit: unit(at.of) };
    case 'min':
    case 'max': {
      const [first, ...others] = at.of.map(unit);
      return { unit: alike(first!, ...others) };
    }
    case 'binary':
      switch (at.operator) {
        case 'and':
        case 'or':
          return truth(at.left) && truth(at.right);
        case '+':
        case '-':
          return { unit: q.productUnit(alike(unit(at.left), unit(at.right)), '1') };
        case '*':
          return { unit: q.productUnit(unit(at.left), unit(at.right)) };
        case '/':
          return { unit: q.quotientUnit(unit(at.left), unit(at.right)) };
        case '<':
        case '<=':
        case '>':
        case '>=':
        case '==':
        case '!=':
          alike(unit(at.left), unit(at.right));
          return 'boolean';
      }
  }
}

/**
 * The value of a checked expression, in decimals at full precision; a calculation rounds it by its own rule.
 * Refuses with `quantity.division-by-zero`, and with `formula.value-missing` where a reference has no value yet.
 */
export function evaluate(at: Expression, values: FormulaValues): Quantity | boolean {
  const amount = (of: Expression): Quantity => {
    const value = evaluate(of, values);
    if (typeof value === 'boolean') throw new Refusal('unprocessable', 'formula.type', { expected: 'a quantity' });
    return value;
  };
  const truth = (of: Expression): boolean => {
    const value = evaluate(of, values);
    if (typeof value !== 'boolean') throw new Refusal('unprocessable', 'formula.type', { expected: 'a truth' });
    return value;
  };
  switch (at.node) {
    case 'literal':
      return at.value;
    case 'reference': {
      const value = Object.hasOwn(values, at.name) ? values[at.name] : undefined;
      if (value === undefined) throw new Refusal('unprocessable', 'formula.value-missing', { name: at.name });
      return value;
    }
    case 'unary':
      return at.operator === 'not' ? !truth(at.of) : q.negate(amount(at.of));
    case 'round':
      return q.round(amount(at.of), { decimals: at.decimals, mode: 'half-even' });
    case 'min':
      return at.of
        .map(amount)
        .reduce((least, next) => (q.compare(next, least) < 0 ? q.convert(next, least.unit) : least));
    case 'max':
      return at.of.map(amount).reduce((most, next) => (q.compare(next, most) > 0 ? q.convert(next, most.unit) : most));
    case 'binary':
      if (at.operator === 'and') return truth(at.left) && truth(at.right);
      if (at.operator === 'or') return truth(at.left) || truth(at.right);
      return join(at.operator, amount(at.left), amount(at.right));
  }
}

function join(operator: Arithmetic | Comparison, left: Quantity, right: Quantity): Quantity | boolean {
  switch (operator) {
    case '+':
      return q.add(left, right);
    case '-':
      return q.subtract(left, right);
    case '*':
      return q.multiply(left, right);
    case '/':
      return q.divide(left, right);
    case '<':
      return q.compare(left, right) < 0;
    case '<=':
      return q.compare(left, right) <= 0;
    case '>':
      return q.compare(left, right) > 0;
    case '>=':
      return q.compare(left, right) >= 0;
    case '==':
      return q.compare(left, right) === 0;
    case '!=':
      return q.compare(left, right) !== 0;
  }
}

/**
 * A yield (211.103): the actual quantity by the theoretical one in percent, to one decimal, half-even.
 * Refuses with `quantity.division-by-zero`, and with `quantity.units-differ` where they do not convert.
 */
export function percentOf(actual: Quantity, theoretical: Quantity): Quantity {
  const ratio = q.divide(actual, q.convert(theoretical, actual.unit));
  return q.round(q.convert({ value: ratio.value, unit: '1' }, '%'), { decimals: 1, mode: 'half-even' });
}

/** A calculation phase's result: its formula's value in its unit under its rounding rule. Refuses as `evaluate` does. */
export function calculate(
  { formula, unit, rounding }: { formula: string; unit: string; rounding: q.Rounding },
  values: FormulaValues,
): Quantity {
  const parsed = parseExpression(formula);
  const value = 'expression' in parsed ? evaluate(parsed.expression, values) : true;
  if (typeof value === 'boolean') throw new Refusal('unprocessable', 'formula.type', { expected: 'a quantity' });
  return q.round(q.convert(value, unit), rounding);
}
