import { round } from '../../../kernel/quantity.js';
import { Dec } from '../../../kernel/ucum.js';

/** How a coefficient of variation is rounded, and its unit. */
export const CV_ROUNDING = { decimals: 1, mode: 'half-even' } as const;
export const CV_UNIT = '%';

const meanOf = (counts: Dec[]): Dec => Dec.sum(...counts).div(counts.length);

/** The mean of counts in one unit, half-even to so many decimals. */
export function mean(counts: readonly string[], unit: string, decimals: number): string {
  const value = meanOf(counts.map((count) => new Dec(count))).toFixed();
  return round({ value, unit }, { decimals, mode: 'half-even' }).value;
}

/**
 * The coefficient of variation in percent, to one decimal: sample standard deviation (n - 1) by the mean, neither rounded
 * before. Null where counts differ about a mean of nought: no share of nothing.
 */
export function coefficientOfVariation(counts: readonly string[]): string | null {
  const values = counts.map((count) => new Dec(count));
  const middle = meanOf(values);
  const squares = values.map((value) => value.sub(middle).pow(2));
  const deviation = Dec.sum(...squares)
    .div(values.length - 1)
    .sqrt();
  if (middle.isZero() && !deviation.isZero()) return null;
  const percent = deviation.isZero() ? deviation : deviation.div(middle.abs()).mul(100);
  return round({ value: percent.toFixed(), unit: CV_UNIT }, CV_ROUNDING).value;
}
