import { i18n } from '../text/i18n.js';

const PERIOD = /^P(\d{1,3})([YMWD])$/;

export const UNITS = ['Y', 'M', 'W', 'D'] as const;
export type PeriodUnit = (typeof UNITS)[number];

/** A period as it is typed. */
export interface TypedPeriod {
  count: string;
  unit: PeriodUnit;
}

/** `P18M` as what would be typed for it. */
export function typedPeriod(period: string | null): TypedPeriod {
  const [, count = '', unit = 'Y'] = PERIOD.exec(period ?? '') ?? [];
  return { count, unit: unit as PeriodUnit };
}

/** `P18M`; undefined while it is no whole number of up to three digits. */
export const periodOf = ({ count, unit }: TypedPeriod): string | undefined =>
  /^[1-9]\d{0,2}$/.test(count.trim()) ? `P${count.trim()}${unit}` : undefined;

const WORDS = { Y: 'period.years', M: 'period.months', W: 'period.weeks', D: 'period.days' } as const;

/** `18 months`. */
export function periodText(period: string): string {
  const { count, unit } = typedPeriod(period);
  return count === '' ? period : i18n.t(WORDS[unit], { count: Number(count) });
}

/** The instant by so much from another, by the calendar; `-1` before it. */
export function moved(at: string | number, period: string, by: 1 | -1): number {
  const { count, unit } = typedPeriod(period);
  const [date, many] = [new Date(at), by * Number(count)];
  if (unit === 'Y') date.setUTCFullYear(date.getUTCFullYear() + many);
  else if (unit === 'M') date.setUTCMonth(date.getUTCMonth() + many);
  else date.setUTCDate(date.getUTCDate() + many * (unit === 'W' ? 7 : 1));
  return date.getTime();
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `1.2 GB`. */
export function sizeText(bytes: number): string {
  const step = bytes === 0 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${SIZES[step]}`;
}
