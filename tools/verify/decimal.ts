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
