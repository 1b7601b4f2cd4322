import { v7 } from 'uuid';
import type { Uuid } from '../../kernel/ids.js';

/** A new UUIDv7: sorts by the time it was made. */
export const newId = (): Uuid => v7();
