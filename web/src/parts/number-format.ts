const SPACE = '\u202f';

/** UCUM codes that people write otherwise. */
const UNITS: Record<string, string> = { Cel: '°C', '[pH]': '', '1': '', '/min': '1/min', '/mL': '1/mL' };

const raised = (digits: string): string => [...digits].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');

/** A UCUM code as people read it: `°C`, `10⁶/mL`; nothing for what has no unit. */
export const unitText = (ucum: string | null | undefined): string =>
  ucum == null
    ? ''
    : (UNITS[ucum] ??
      ucum
        .replace(/\[iu\]/gi, 'IU')
        .replace(/10\*(\d+)/g, (_, digits: string) => `10${raised(digits)}`)
        .replace(/[{}]/g, ''));

/** A decimal text as an instrument shows it: a true minus, digits in threes from five on. Never rounded. */
export function decimalText(value: string): string {
  const [, sign = '', whole = '', rest = ''] = /^([+-]?)(\d*)(.*)$/.exec(value) ?? [];
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, SPACE) : whole;
  return `${sign === '-' ? '−' : ''}${grouped}${rest}`;
}

/** A value just beyond a limit shows so many decimals more at most. */
const CLOSER = 3;

/**
 * How many decimals a live value shows: as many as its limits state, at least what its size asks for, and more where it
 * would round to a limit that it does not stand at: 38.04 beside 38.0 is not 38.0.
 */
export function liveDecimals(value: number, limits: readonly (string | null | undefined)[] = []): number {
  const stated = Math.max(0, ...limits.map((limit) => limit?.split('.')[1]?.length ?? 0));
  const size = Math.abs(value);
  const usual = Math.max(stated, size >= 100 ? 0 : size >= 10 ? 1 : 2);
  const ends = limits.flatMap((limit) => (limit == null || Number(limit) === value ? [] : [Number(limit)]));
  const more = Array.from({ length: CLOSER + 1 }, (_, index) => usual + index);
  return more.find((decimals) => !ends.includes(Number(value.toFixed(decimals)))) ?? usual;
}

/** A measured number, rounded for the eye alone. */
export const liveNumber = (value: number, decimals: number): string => decimalText(value.toFixed(decimals));

/** What a person typed, as the API takes it: a point for a comma, no spaces, no zeros before. */
export const plainDecimal = (typed: string): string =>
  typed
    .replace(/[\s\u202f]/g, '')
    .replace(',', '.')
    .replace(/^(-?)0+(?=\d)/, '$1')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.$/, '');

/** Limits in words of signs: `36.0 – 38.0 °C`, `≥ 70 %`, `≤ 6.0 %`, `= 0`. */
export function rangeText({ low, high }: { low: string | null; high: string | null }, unit: string | null): string {
  const of = unitText(unit) === '' ? '' : ` ${unitText(unit)}`;
  if (low !== null && high !== null && Number(low) === Number(high)) return `= ${decimalText(low)}${of}`;
  if (low !== null && high !== null) return `${decimalText(low)} – ${decimalText(high)}${of}`;
  if (low !== null) return `≥ ${decimalText(low)}${of}`;
  return high === null ? '' : `≤ ${decimalText(high)}${of}`;
}
