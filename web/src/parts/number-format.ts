const SPACE = '\u202f';

/** UCUM codes as people read them; a code that is not here is shown as it is. */
const UNITS: Record<string, string> = {
  Cel: '°C',
  '[pH]': '',
  '1': '',
  '/min': '1/min',
  '/mL': '1/mL',
  '10*6/mL': '10⁶/mL',
  '10*6': '10⁶',
  '[g]': 'g',
  '{cells}/mL': 'cells/mL',
};

export const unitText = (ucum: string | null | undefined): string => (ucum == null ? '' : (UNITS[ucum] ?? ucum));

/** A decimal text as an instrument shows it: a true minus, digits in threes from five on. Never rounded. */
export function decimalText(value: string): string {
  const [, sign = '', whole = '', rest = ''] = /^([+-]?)(\d*)(.*)$/.exec(value) ?? [];
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, SPACE) : whole;
  return `${sign === '-' ? '−' : ''}${grouped}${rest}`;
}

/** How many decimals a live value shows: as many as its limits state, and at least what its size asks for. */
export function liveDecimals(value: number, limits: readonly (string | null | undefined)[] = []): number {
  const stated = Math.max(0, ...limits.map((limit) => limit?.split('.')[1]?.length ?? 0));
  const size = Math.abs(value);
  return Math.max(stated, size >= 100 ? 0 : size >= 10 ? 1 : 2);
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

/** Limits in words of signs: `36.0 to 38.0 °C`, `≥ 70 %`, `≤ 6.0 %`. */
export function rangeText({ low, high }: { low: string | null; high: string | null }, unit: string | null): string {
  const of = unitText(unit) === '' ? '' : ` ${unitText(unit)}`;
  if (low !== null && high !== null) return `${decimalText(low)} – ${decimalText(high)}${of}`;
  if (low !== null) return `≥ ${decimalText(low)}${of}`;
  return high === null ? '' : `≤ ${decimalText(high)}${of}`;
}
