import {
  add,
  fraction,
  type Fraction,
  less,
  type Mode,
  negative,
  plain,
  product,
  quotient,
  rounded,
  significant,
} from './decimal.js';
import { type Formula, parse } from './formula.js';
import type { Quantity, Rounding } from './recipe.js';
import { by, ONE, sameDimension, times, type Unit, unitOf } from './units.js';

/** A value that a formula names has not been given yet. */
export class Missing extends Error {}

/** Values by their names in formulas. */
export type Values = Map<string, Quantity | boolean>;

interface Amount {
  value: Fraction;
  unit: Unit;
}

/** Every result of arithmetic is kept to 34 significant digits, half to even (decimal128). */
const kept = (value: Fraction): Fraction => significant(value, 34);

function converted({ value, unit }: Amount, to: Unit): Amount {
  if (unit === to) return { value, unit };
  if (!sameDimension(unit, to)) throw new Error('these units do not convert to each other');
  const ratio = quotient(unit.factor, to.factor);
  if (unit.offset.over === 0n && to.offset.over === 0n) return { value: kept(product(value, ratio)), unit: to };
  const scaled = significant(product(add(value, unit.offset), ratio), 30);
  return { value: kept(add(scaled, negative(to.offset))), unit: to };
}

function linear(amount: Amount): Fraction {
  if (amount.unit.special) throw new Error('values in this unit compare, but do not add or multiply');
  return amount.value;
}

const isOne = ({ dimension, factor }: Unit): boolean =>
  Object.keys(dimension).length === 0 && factor.over === factor.under;

function joined(operator: string, a: Amount, b: Amount): Amount | boolean {
  const other = (): Fraction => converted(b, a.unit).value;
  switch (operator) {
    case '+':
      return { value: kept(add(linear(a), linear({ ...b, value: other() }))), unit: a.unit };
    case '-':
      return { value: kept(add(linear(a), negative(linear({ ...b, value: other() })))), unit: a.unit };
    case '*':
      return { value: kept(product(linear(a), linear(b))), unit: isOne(b.unit) ? a.unit : times(a.unit, b.unit) };
    case '/':
      return { value: kept(quotient(linear(a), linear(b))), unit: isOne(b.unit) ? a.unit : by(a.unit, b.unit) };
    case '<':
      return less(a.value, other());
    case '<=':
      return !less(other(), a.value);
    case '>':
      return less(other(), a.value);
    case '>=':
      return !less(a.value, other());
    case '==':
      return !less(a.value, other()) && !less(other(), a.value);
    case '!=':
      return less(a.value, other()) || less(other(), a.value);
    default:
      throw new Error(`unknown operator ${operator}`);
  }
}

function evaluate(at: Formula, values: Values): Amount | boolean {
  const amount = (of: Formula): Amount => {
    const value = evaluate(of, values);
    if (typeof value === 'boolean') throw new Error('a truth where a quantity belongs');
    return value;
  };
  const truth = (of: Formula): boolean => {
    const value = evaluate(of, values);
    if (typeof value !== 'boolean') throw new Error('a quantity where a truth belongs');
    return value;
  };
  switch (at.is) {
    case 'number':
      return amountOf(at);
    case 'truth':
      return at.value;
    case 'name': {
      const value = values.get(at.name);
      if (value === undefined) throw new Missing(at.name);
      return typeof value === 'boolean' ? value : amountOf(value);
    }
    case 'minus': {
      const of = amount(at.of);
      return { value: negative(linear(of)), unit: of.unit };
    }
    case 'not':
      return !truth(at.of);
    case 'min':
      return at.of.map(amount).reduce((least, one) => (joined('<', one, least) ? converted(one, least.unit) : least));
    case 'max':
      return at.of.map(amount).reduce((most, one) => (joined('>', one, most) ? converted(one, most.unit) : most));
    case 'round': {
      const of = amount(at.of);
      return { value: fraction(rounded(of.value, at.decimals)), unit: of.unit };
    }
    case 'pair':
      if (at.operator === 'and') return truth(at.left) && truth(at.right);
      if (at.operator === 'or') return truth(at.left) || truth(at.right);
      return joined(at.operator, amount(at.left), amount(at.right));
  }
}

const amountOf = ({ value, unit }: Quantity): Amount => ({
  value: fraction(value),
  unit: unit === '1' ? ONE : unitOf(unit),
});

/** What a formula makes of values, in a unit and rounded as it is said. Throws {@link Missing} or, of units, `UnknownUnit`. */
export function calculated(of: { formula: string; unit: string; rounding: Rounding }, values: Values): Quantity {
  const made = evaluate(parse(of.formula), values);
  if (typeof made === 'boolean') throw new Error('a truth where a quantity belongs');
  const { value } = converted(made, amountOf({ value: '0', unit: of.unit }).unit);
  const mode = of.rounding.mode as Mode;
  const text =
    'significant' in of.rounding
      ? plain(significant(value, of.rounding.significant, mode))
      : rounded(value, of.rounding.decimals, mode);
  return { value: text, unit: of.unit };
}

/** A quantity in another unit of its dimension. Throws `UnknownUnit`. */
export const inUnit = (quantity: Quantity, unit: string): Fraction =>
  converted(amountOf(quantity), amountOf({ value: '0', unit }).unit).value;

/** Whether a condition holds; one that names a value which is not there does not. */
export function holds(condition: string, values: Values): boolean {
  try {
    return evaluate(parse(condition), values) === true;
  } catch (error) {
    if (error instanceof Missing) return false;
    throw error;
  }
}

/** One by another, in percent to one decimal, half to even. */
export function percentOf(actual: Quantity, theoretical: Quantity): string {
  const [one, other] = [amountOf(actual), amountOf(theoretical)];
  const ratio = kept(quotient(one.value, converted(other, one.unit).value));
  return rounded(product(ratio, fraction('100')), 1);
}
