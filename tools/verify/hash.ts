import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/kernel/canonical-json.js';

/** SHA-256, in lower-case hex, of the UTF-8 of a value's canonical text. */
export const hashOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
