import { Refusal } from './refusal.js';
import { Dec, unitMeaning, type UnitMeaning } from './ucum.js';

/** A decimal in plain notation and its unit as a UCUM code. */
export interface Quantity {
  value: string;
  unit: string;
}

export type RoundingMode = 'half-even' | 'half-up' | 'up' | 'down' | 'floor' | 'ceiling';

/** A stated rule, kept beside every value it made. `half-up` rounds ties away from zero, `up` every rest. */
export type Rounding = { decimals: number; mode: RoundingMode } | { significant: number; mode: RoundingMode };

const MODES = {
  'half-even': Dec.ROUND_HALF_EVEN,
  'half-up': Dec.ROUND_HALF_UP,
  up: Dec.ROUND_UP,
  down: Dec.ROUND_DOWN,
  floor: Dec.ROUND_FLOOR,
  ceiling: Dec.ROUND_CEIL,
} as const;

const NUMBER = /^[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,2})?$/;
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

const plain = (value: Dec): string => (value.isZero() ? value.abs() : value).toFixed();

/** Plain decimal text of a number as a person or a file writes it (`1e6`, `.5`, `+3`); nothing where it is none. */
export function parseDecimal(text: string): string | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = new Dec(text);
  return PLAIN.test(text) && !(value.isZero() && text.startsWith('-')) ? text : plain(value);
}

/** `"37.0 Cel"` as a quantity, digits kept as written; a number alone has unit `1`. Nothing where it is none. */
export function parseQuantity(text: string): Quantity | undefined {
  const [number = '', unit = '1', ...rest] = text.trim().split(/ +/);
  const value = parseDecimal(number);
  return value === undefined || rest.length > 0 || !isUnit(unit) ? undefined : { value, unit };
}

/** Whether a text is a valid UCUM code, case-sensitive. */
export const isUnit = (code: string): boolean => unitMeaning(code) !== undefined;

/** Whether values in the one unit convert to the other. False where either is no UCUM code. */
export function sameDimension(a: string, b: string): boolean {
  const [one, other] = [unitMeaning(a), unitMeaning(b)];
  return one !== undefined && other !== undefined && one.dimension === other.dimension;
}

/** The same amount in another unit, at full precision. Refuses with `quantity.units-differ`. */
export function convert({ value, unit }: Quantity, to: string): Quantity {
  if (unit === to) return { value, unit };
  if (!sameDimension(unit, to)) throw unitsDiffer(unit, to);
  const [source, target] = [meaning(unit), meaning(to)];
  return { value: plain(scale(new Dec(value).add(source.offset), source, target).sub(target.offset)), unit: to };
}

/** -1, 0 or 1 by amount, units converted. Refuses with `quantity.units-differ`. */
export function compare(a: Quantity, b: Quantity): -1 | 0 | 1 {
  return compareDecimals(a.value, convert(b, a.unit).value);
}

/** -1, 0 or 1 of two decimal texts. */
export const compareDecimals = (a: string, b: string): -1 | 0 | 1 => new Dec(a).comparedTo(new Dec(b)) as -1 | 0 | 1;

/** a + b in a's unit. */
export function add(a: Quantity, b: Quantity): Quantity {
  return { value: plain(linear(a).add(linear(convert(b, a.unit)))), unit: a.unit };
}

/** a - b in a's unit. */
export const subtract = (a: Quantity, b: Quantity): Quantity => add(a, negate(b));

export const negate = (a: Quantity): Quantity => ({ value: plain(linear(a).neg()), unit: a.unit });

/** a × b in the product of their units, as a UCUM code. */
export function multiply(a: Quantity, b: Quantity): Quantity {
  return { value: plain(linear(a).mul(linear(b))), unit: productUnit(a.unit, b.unit) };
}

/** a ÷ b in the quotient of their units. Refuses with `quantity.division-by-zero`. */
export function divide(a: Quantity, b: Quantity): Quantity {
  const divisor = linear(b);
  if (divisor.isZero()) throw new Refusal('unprocessable', 'quantity.division-by-zero');
  return { value: plain(linear(a).div(divisor)), unit: quotientUnit(a.unit, b.unit) };
}

/** The value under a stated rule; to `decimals` it keeps trailing zeros, so that its precision can be read. */
export function round({ value, unit }: Quantity, rule: Rounding): Quantity {
  const number = new Dec(value);
  if ('significant' in rule)
    return { value: plain(number.toSignificantDigits(rule.significant, MODES[rule.mode])), unit };
  const rounded = number.toDecimalPlaces(rule.decimals, MODES[rule.mode]);
  return { value: (rounded.isZero() ? rounded.abs() : rounded).toFixed(rule.decimals), unit };
}

/** The UCUM code of a product. Refuses with `quantity.unit-has-no-arithmetic` for Cel, [pH] and the like. */
export function productUnit(a: string, b: string): string {
  if (arithmetic(b) === '1') return arithmetic(a);
  return arithmetic(a) === '1' ? b : `(${term(a)}).(${term(b)})`;
}

/** The UCUM code of a quotient. Refuses as `productUnit` does. */
export function quotientUnit(a: string, b: string): string {
  return arithmetic(b) === '1' ? arithmetic(a) : `(${term(arithmetic(a))})/(${term(b)})`;
}

const term = (unit: string): string => (unit.startsWith('/') ? `1${unit}` : unit);

function arithmetic(unit: string): string {
  if (meaning(unit).special) throw new Refusal('unprocessable', 'quantity.unit-has-no-arithmetic', { unit });
  return unit;
}

function linear({ value, unit }: Quantity): Dec {
  arithmetic(unit);
  return new Dec(value);
}

function meaning(code: string): UnitMeaning {
  const found = unitMeaning(code);
  if (!found) throw new Refusal('unprocessable', 'quantity.unit-unknown', { unit: code });
  return found;
}

const unitsDiffer = (from: string, to: string): Refusal =>
  new Refusal('unprocessable', 'quantity.units-differ', { from, to });

/**
 * Between magnitudes that the unit tables hold as floats: the exact factor is the shorter of ratio and inverse,
 * each read to 15 digits, so that min → h divides by 60 and mL/min → L/h multiplies by 0.06.
 */
function scale(value: Dec, from: UnitMeaning, to: UnitMeaning): Dec {
  if (!from.offset.isZero() || !to.offset.isZero()) {
    return value.mul(from.magnitude).div(to.magnitude).toSignificantDigits(30);
  }
  const ratio = from.magnitude.div(to.magnitude).toSignificantDigits(15);
  const inverse = to.magnitude.div(from.magnitude).toSignificantDigits(15);
  return ratio.precision() <= inverse.precision() ? value.mul(ratio) : value.div(inverse);
}
