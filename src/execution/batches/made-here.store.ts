import type { Tx } from '../../platform/database/index.js';
import type { MadeHere } from './domain/index.js';

/** The record of this plant whose code a lot bears, of whatever sponsor, for judging alone; null where none does. */
export async function madeHere(tx: Tx, lot: string): Promise<MadeHere | null> {
  const [row] = await tx.query<MadeHere>(`select sponsor, lot, quality_hold as "qualityHold" from record_of_lot($1)`, [
    lot.trim(),
  ]);
  return row ?? null;
}
