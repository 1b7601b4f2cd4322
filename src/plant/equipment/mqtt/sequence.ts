import type { GapCause } from '../domain/index.js';

/** How far a unit's messages have come. */
export interface Position {
  /** the highest number; null before the first */
  sequence: number | null;
  /** the last starts of the unit's program, newest last */
  boots: string[];
}

export const START: Position = { sequence: null, boots: [] };

/** Messages of so many earlier starts are known when they come again. */
const BOOTS = 8;

export interface Seen {
  sequence: number | null;
  boot: string | null;
}

/**
 * Where a message stands, and the cause where something before it is missing or may be; of one that came before nothing is. A
 * unit that is started anew goes on counting, or begins anew.
 */
export function arrive(
  { sequence: last, boots }: Position,
  { sequence, boot }: Seen,
): { position: Position; doubt: GapCause | null } {
  const isKnown = boot === null || boots.includes(boot);
  // the end of an earlier start, again: its numbers say nothing of those since
  if (isKnown && boot !== null && boot !== boots.at(-1)) return { position: { sequence: last, boots }, doubt: null };
  const position: Position = {
    sequence: sequence ?? last,
    boots: isKnown ? boots : [...boots, boot].slice(-BOOTS),
  };
  if (!isKnown) return { position, doubt: boots.length > 0 ? 'unit-restarted' : null };
  if (sequence === null || last === null) return { position, doubt: null };
  if (sequence <= last) return { position: { sequence: last, boots }, doubt: null };
  return { position, doubt: sequence > last + 1 ? 'message-lost' : null };
}
