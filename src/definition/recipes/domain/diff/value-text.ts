import type { Value } from './element.js';

/** Two values as they are shown beside each other: with as many decimals as the finer one has. */
export function asShown(
  before: Value | undefined,
  after: Value | undefined,
): { before: string | null; after: string | null } {
  const decimals = Math.max(...[before, after].flatMap(numbersOf).map(placesOf), 0);
  return { before: text(before, decimals), after: text(after, decimals) };
}

const numbersOf = (value: Value | undefined): string[] => {
  if (value === undefined || typeof value === 'string') return [];
  return 'number' in value ? [value.number] : [value.range.low, value.range.high].filter((end) => end !== null);
};

const placesOf = (decimal: string): number => decimal.split('.')[1]?.length ?? 0;

function padded(decimal: string, decimals: number): string {
  const missing = decimals - placesOf(decimal);
  if (missing <= 0) return decimal;
  return `${decimal}${decimal.includes('.') ? '' : '.'}${'0'.repeat(missing)}`;
}

function text(value: Value | undefined, decimals: number): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  const unit = value.unit === '1' ? '' : ` ${value.unit}`;
  if ('number' in value) return `${padded(value.number, decimals)}${unit}`;
  const { low, high } = value.range;
  const [from, to] = [low, high].map((end) => end && padded(end, decimals));
  if (from != null && to != null) return `${from === to ? `exactly ${from}` : `${from}–${to}`}${unit}`;
  return from != null ? `at least ${from}${unit}` : to != null ? `at most ${to}${unit}` : 'open';
}
