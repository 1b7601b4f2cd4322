import type { Instant } from '../../../kernel/ids.js';

/** Units of 100 ns in one millisecond. */
export const TICKS_A_MILLISECOND = 10_000n;

/** The instant of a source time (100 ns since 1970), to the millisecond, never after it. */
export function instantOf(sourceTime: bigint): Instant {
  const rest = ((sourceTime % TICKS_A_MILLISECOND) + TICKS_A_MILLISECOND) % TICKS_A_MILLISECOND;
  return new Date(Number((sourceTime - rest) / TICKS_A_MILLISECOND)).toISOString();
}

/** The source time of an instant. */
export const sourceTimeOf = (instant: Instant): bigint => BigInt(Date.parse(instant)) * TICKS_A_MILLISECOND;

/** A source time as ISO 8601 in UTC, whole: with seven digits of a second. */
export function preciseInstantOf(sourceTime: bigint): string {
  const at = instantOf(sourceTime);
  return `${at.slice(0, -1)}${String(sourceTime - sourceTimeOf(at)).padStart(4, '0')}Z`;
}
