import { Refusal } from '../../kernel/refusal.js';

/** Deeper than any DTO. */
const DEEPEST = 20;

/**
 * Refuses a body that no record can hold, wherever in it: `request.text-invalid` for a text with half a surrogate pair
 * or U+0000, `request.too-deep` for nesting beyond what any route takes.
 * A file's bytes are as they are.
 */
export function refuseUnstorable(value: unknown, depth = 0): void {
  if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0')))
    throw new Refusal('invalid', 'request.text-invalid');
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return;
  if (depth === DEEPEST) throw new Refusal('invalid', 'request.too-deep');
  for (const part of Object.entries(value).flat()) refuseUnstorable(part, depth + 1);
}
