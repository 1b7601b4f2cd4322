import { fraction, type Fraction, product, quotient } from './decimal.js';

/** A UCUM code that is not among those which this verifier knows: what rests on it is not computed again. */
export class UnknownUnit extends Error {}

/** A unit as arithmetic needs it: `(value + offset) × factor` is in base units of its dimension. */
export interface Unit {
  /** exponents of base units, without those that are nought */
  dimension: Readonly<Record<string, number>>;
  factor: Fraction;
  offset: Fraction;
  /** a scale or a logarithm: its values compare, but do not add or multiply */
  special: boolean;
}

const NOUGHT = fraction('0');
const ratio = (factor: string, dimension: Unit['dimension'] = {}): Unit => ({
  ...{ dimension, factor: fraction(factor), offset: NOUGHT, special: false },
});
const scale = (factor: Fraction, offset: string): Unit => ({
  ...{ dimension: { K: 1 }, factor, offset: fraction(offset), special: true },
});

/** Units that take prefixes. */
const METRIC: Record<string, Unit> = {
  m: ratio('1', { m: 1 }),
  s: ratio('1', { s: 1 }),
  g: ratio('1', { g: 1 }),
  K: ratio('1', { K: 1 }),
  mol: ratio('1', { mol: 1 }),
  eq: ratio('1', { eq: 1 }),
  osm: ratio('1', { mol: 1 }),
  C: ratio('1', { C: 1 }),
  cd: ratio('1', { cd: 1 }),
  A: ratio('1', { C: 1, s: -1 }),
  L: ratio('0.001', { m: 3 }),
  l: ratio('0.001', { m: 3 }),
  Hz: ratio('1', { s: -1 }),
  N: ratio('1000', { g: 1, m: 1, s: -2 }),
  Pa: ratio('1000', { g: 1, m: -1, s: -2 }),
  bar: ratio('1e8', { g: 1, m: -1, s: -2 }),
  'm[Hg]': ratio('133322000', { g: 1, m: -1, s: -2 }),
  J: ratio('1000', { g: 1, m: 2, s: -2 }),
  W: ratio('1000', { g: 1, m: 2, s: -3 }),
  V: ratio('1000', { g: 1, m: 2, s: -2, C: -1 }),
  kat: ratio('1', { mol: 1, s: -1 }),
  U: { ...ratio('1', { mol: 1, s: -1 }), factor: quotient(fraction('1e-6'), fraction('60')) },
  // units of an assay measure against themselves alone
  '[iU]': ratio('1', { '[iU]': 1 }),
  '[IU]': ratio('1', { '[IU]': 1 }),
  "[arb'U]": ratio('1', { "[arb'U]": 1 }),
};

const OTHERS: Record<string, Unit> = {
  '%': ratio('0.01'),
  '[ppth]': ratio('1e-3'),
  '[ppm]': ratio('1e-6'),
  '[ppb]': ratio('1e-9'),
  min: ratio('60', { s: 1 }),
  h: ratio('3600', { s: 1 }),
  d: ratio('86400', { s: 1 }),
  wk: ratio('604800', { s: 1 }),
  '[lb_av]': ratio('453.59237', { g: 1 }),
  Cel: scale(fraction('1'), '273.15'),
  '[degF]': scale(quotient(fraction('5'), fraction('9')), '459.67'),
  '[pH]': { ...ratio('1', { '[pH]': 1 }), special: true },
};

const PREFIXES: Record<string, string> = {
  ...{ T: '1e12', G: '1e9', M: '1e6', k: '1e3', h: '1e2', da: '1e1' },
  ...{ d: '1e-1', c: '1e-2', m: '1e-3', u: '1e-6', n: '1e-9', p: '1e-12', f: '1e-15', a: '1e-18' },
};

export const ONE = ratio('1');

const own = <T>(table: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

function atom(code: string): Unit {
  const whole = own(METRIC, code) ?? own(OTHERS, code);
  if (whole !== undefined) return whole;
  for (const [prefix, by] of Object.entries(PREFIXES)) {
    const unit = code.startsWith(prefix) ? own(METRIC, code.slice(prefix.length)) : undefined;
    if (unit !== undefined) return { ...unit, factor: product(unit.factor, fraction(by)) };
  }
  throw new UnknownUnit(code);
}

function combine(a: Unit, b: Unit, sign: 1 | -1): Unit {
  const dimension = { ...a.dimension };
  for (const [base, exponent] of Object.entries(b.dimension)) {
    dimension[base] = (dimension[base] ?? 0) + sign * exponent;
    if (dimension[base] === 0) delete dimension[base];
  }
  const factor = sign === 1 ? product(a.factor, b.factor) : quotient(a.factor, b.factor);
  return { dimension, factor, offset: NOUGHT, special: false };
}

export const times = (a: Unit, b: Unit): Unit => combine(a, b, 1);
export const by = (a: Unit, b: Unit): Unit => combine(a, b, -1);

export const sameDimension = (a: Unit, b: Unit): boolean => {
  const names = new Set([...Object.keys(a.dimension), ...Object.keys(b.dimension)]);
  return [...names].every((name) => a.dimension[name] === b.dimension[name]);
};

const COMPONENT = /^(?:10[*^]([+-]?\d+)|(\d+)|((?:\[[^\]]*\]|[A-Za-z%])+?)([+-]?\d+)?)?(?:\{[^}]*\})?$/;

function component(text: string): Unit {
  const found = COMPONENT.exec(text);
  if (found === null || text === '') throw new UnknownUnit(text);
  const [, ten, whole, name, exponent = '1'] = found;
  if (ten !== undefined) return ratio(`1e${Number(ten)}`);
  if (whole !== undefined) return ratio(whole);
  if (name === undefined) return ONE;
  const unit = atom(name);
  const count = Number(exponent);
  if (count === 1) return unit;
  if (unit.special) throw new UnknownUnit(text);
  return Array.from({ length: Math.abs(count) }).reduce<Unit>((all) => combine(all, unit, count > 0 ? 1 : -1), ONE);
}

const known = new Map<string, Unit>();

/** The meaning of a UCUM code, case-sensitive. Throws {@link UnknownUnit}. */
export function unitOf(code: string): Unit {
  const before = known.get(code);
  if (before !== undefined) return before;
  if (/[()]/.test(code)) throw new UnknownUnit(code);
  // a point or a slash between components, none inside brackets or braces
  const parts = code.match(/[./]|(?:\{[^}]*\}|\[[^\]]*\]|[^./{[])+/g) ?? [];
  let unit: Unit | null = null;
  let sign: 1 | -1 = 1;
  for (const part of parts) {
    if (part === '.' || part === '/') {
      sign = part === '/' ? -1 : 1;
      unit ??= ONE;
      continue;
    }
    const next = component(part);
    unit = unit === null ? next : combine(unit, next, sign);
  }
  if (unit === null || parts.join('') !== code) throw new UnknownUnit(code);
  known.set(code, unit);
  return unit;
}
