import { parseDecimal } from '../../../kernel/quantity.js';
import { seconds } from './duration.js';
import type { Fault, Path } from './finding.js';

/** The decimal text of a file's number: its shortest form, never in exponents. */
export function decimalOf(number: number): string;
export function decimalOf(number: number | null): string | null;
export function decimalOf(number: number | null): string | null {
  return number === null ? null : parseDecimal(String(number))!;
}

/** For lengths that must not be zero. */
export function checkLength(duration: string | undefined, path: Path, faults: Fault[]): void {
  if (duration !== undefined && seconds(duration) === 0)
    faults.push({ code: 'duration.zero', path, message: 'needs a length' });
}
