/** A decimal as an exact fraction of integers. */
interface Fraction {
  over: bigint;
  under: bigint;
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A number as JSON writes it. Throws where the text is none. */
function fraction(text: string): Fraction {
  const [, sign, whole, part = '', power = '0'] = NUMBER.exec(text) ?? [];
  if (whole === undefined) throw new Error(`${text} is no number`);
  const digits = BigInt(`${sign}${whole}${part}`);
  const exponent = Number(power) - part.length;
  return exponent >= 0
    ? { over: digits * 10n ** BigInt(exponent), under: 1n }
    : { over: digits, under: 10n ** BigInt(-exponent) };
}

const less = (a: Fraction, b: Fraction): boolean => a.over * b.under < b.over * a.under;
const add = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
});

/** Rounds half to even, to a number of decimals, keeping trailing zeros. */
function rounded({ over, under }: Fraction, decimals: number): string {
  const scaled = (over < 0n ? -over : over) * 10n ** BigInt(decimals);
  const [floor, rest] = [scaled / under, (scaled % under) * 2n];
  const up = rest > under || (rest === under && floor % 2n === 1n);
  const digits = `${up ? floor + 1n : floor}`.padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const sign = over < 0n && /[1-9]/.test(digits) ? '-' : '';
  return `${sign}${digits.slice(0, point)}${decimals === 0 ? '' : `.${digits.slice(point)}`}`;
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
