import type { Tx } from '../../platform/database/index.js';
import { CursorEntity } from './unit.entity.js';

/** Where a connector has committed the values of a unit up to, in its own JSON; null before the first. */
export async function loadCursor(tx: Tx, unit: string, kind: string): Promise<unknown> {
  return (await tx.entities.findOneBy(CursorEntity, { unit, kind }))?.cursor ?? null;
}

export async function saveCursor(tx: Tx, unit: string, kind: string, cursor: object): Promise<void> {
  await tx.entities.upsert(CursorEntity, { unit, kind, cursor }, ['unit', 'kind']);
}
