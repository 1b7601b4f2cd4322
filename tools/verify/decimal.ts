/** A decimal as an exact fraction of integers; `under` is more than nought. */
export interface Fraction {
  over: bigint;
  under: bigint;
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A number as JSON writes it. Throws where the text is none. */
export function fraction(text: string): Fraction {
  const [, sign, whole, part = '', power = '0'] = NUMBER.exec(text) ?? [];
  if (whole === undefined) throw new Error(`${text} is no number`);
  const digits = BigInt(`${sign}${whole}${part}`);
  const exponent = Number(power) - part.length;
  return exponent >= 0
    ? { over: digits * 10n ** BigInt(exponent), under: 1n }
    : { over: digits, under: 10n ** BigInt(-exponent) };
}

export const less = (a: Fraction, b: Fraction): boolean => a.over * b.under < b.over * a.under;
export const add = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
});

export const negative = ({ over, under }: Fraction): Fraction => ({ over: -over, under });
export const product = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.over, under: a.under * b.under });

/** One by the other. Throws where that is nought. */
export function quotient(a: Fraction, b: Fraction): Fraction {
  if (b.over === 0n) throw new Error('divided by nought');
  const sign = b.over < 0n ? -1n : 1n;
  return { over: sign * a.over * b.under, under: sign * a.under * b.over };
}

export type Mode = 'half-even' | 'half-up' | 'up' | 'down' | 'floor' | 'ceiling';

/** Whether the whole number below, of an amount without its sign, is one too low. */
function goesUp(mode: Mode, floor: bigint, rest: bigint, under: bigint, isNegative: boolean): boolean {
  if (rest === 0n) return false;
  const half = rest * 2n;
  switch (mode) {
    case 'half-even':
      return half > under || (half === under && floor % 2n === 1n);
    case 'half-up':
      return half >= under;
    case 'up':
      return true;
    case 'down':
      return false;
    case 'floor':
      return isNegative;
    case 'ceiling':
      return !isNegative;
  }
}

const power = (exponent: number): bigint => 10n ** BigInt(exponent);

/** The fraction by so many decimals (less than none: tens, hundreds, …), as a whole number of them. */
function inDecimals({ over, under }: Fraction, decimals: number, mode: Mode): bigint {
  const amount = over < 0n ? -over : over;
  const [scaled, by] = decimals >= 0 ? [amount * power(decimals), under] : [amount, under * power(-decimals)];
  const floor = scaled / by;
  const whole = goesUp(mode, floor, scaled % by, by, over < 0n) ? floor + 1n : floor;
  return over < 0n ? -whole : whole;
}

/** Rounds to a number of decimals, keeping trailing zeros; half to even where nothing else is said. */
export function rounded(value: Fraction, decimals: number, mode: Mode = 'half-even'): string {
  const whole = inDecimals(value, decimals, mode);
  const digits = `${whole < 0n ? -whole : whole}`.padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return `${whole < 0n ? '-' : ''}${digits.slice(0, point)}${decimals === 0 ? '' : `.${digits.slice(point)}`}`;
}

/** Rounds to so many significant digits. */
export function significant(value: Fraction, digits: number, mode: Mode = 'half-even'): Fraction {
  const { over, under } = value;
  if (over === 0n) return { over: 0n, under: 1n };
  const amount = over < 0n ? -over : over;
  let first = `${amount}`.length - `${under}`.length;
  // the place of the first digit: ten to it is not more than the amount
  const below = first >= 0 ? amount < under * power(first) : amount * power(-first) < under;
  if (below) first--;
  const decimals = digits - 1 - first;
  const whole = inDecimals(value, decimals, mode);
  return decimals >= 0 ? { over: whole, under: power(decimals) } : { over: whole * power(-decimals), under: 1n };
}

/** A fraction that ends, as text without zeros at its end. */
export function plain(value: Fraction): string {
  let decimals = 0;
  while ((value.over * power(decimals)) % value.under !== 0n) decimals++;
  return rounded(value, decimals);
}

/** One value of many, exactly, then rounded. `last` is that of the list. */
export function aggregated(kind: string, numbers: number[], decimals: number): string {
  const values = numbers.map((number) => fraction(String(number)));
  const [first, ...rest] = values;
  if (first === undefined) throw new Error('no reading is cited');
  switch (kind) {
    case 'last':
      return rounded(values.at(-1)!, decimals);
    case 'min':
      return rounded(
        rest.reduce((low, one) => (less(one, low) ? one : low), first),
        decimals,
      );
    case 'max':
      return rounded(
        rest.reduce((high, one) => (less(high, one) ? one : high), first),
        decimals,
      );
    case 'mean': {
      const { over, under } = rest.reduce(add, first);
      return rounded({ over, under: under * BigInt(values.length) }, decimals);
    }
    default:
      throw new Error(`unknown aggregate ${kind}`);
  }
}

/** The mean of decimals, half-even to so many places. */
export function meanOf(texts: string[], decimals: number): string {
  const { over, under } = texts.map(fraction).reduce(add);
  return rounded({ over, under: under * BigInt(texts.length) }, decimals);
}

/** `a` less `b`, half-even to so many places. */
export function differenceOf(a: string, b: string, decimals: number): string {
  const { over, under } = fraction(b);
  return rounded(add(fraction(a), { over: -over, under }), decimals);
}

/** Whether a decimal lies in a range, both ends included; null is open. */
export function isWithin(text: string, { low, high }: { low: string | null; high: string | null }): boolean {
  const value = fraction(text);
  return (low === null || !less(value, fraction(low))) && (high === null || !less(fraction(high), value));
}

/**
 * The coefficient of variation in percent, half-even to one decimal: sample standard deviation (n - 1) by the mean. Null where
 * counts differ about a mean of nought. Exact: no root is taken but that of a whole number.
 */
export function scatterOf(texts: string[]): string | null {
  const values = texts.map(fraction);
  const n = BigInt(texts.length);
  const sum = values.reduce(add);
  const squares = values.map(({ over, under }) => ({ over: over * over, under: under * under })).reduce(add);
  // n² (n - 1) s² = n (n Σx² - (Σx)²), and n² m² = (Σx)²
  const deviation = { over: n * squares.over * sum.under ** 2n - sum.over ** 2n * squares.under, under: squares.under };
  if (deviation.over === 0n) return '0.0';
  if (sum.over === 0n) return null;
  const over = 1_000_000n * n * deviation.over;
  const under = (n - 1n) * sum.over ** 2n * deviation.under;
  const floor = wholeRoot(over / under);
  const half = (2n * floor + 1n) ** 2n * under - 4n * over;
  return rounded({ over: half < 0n || (half === 0n && floor % 2n === 1n) ? floor + 1n : floor, under: 10n }, 1);
}

/** The largest whole number whose square is not more. */
function wholeRoot(square: bigint): bigint {
  if (square < 2n) return square;
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const next = (root + square / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}
