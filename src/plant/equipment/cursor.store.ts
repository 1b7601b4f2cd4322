import type { Tx } from '../../platform/database/index.js';
import { CursorEntity } from './unit.entity.js';

/** Where a connector has committed the values of a unit up to, in its own JSON; null before the first. */
export async function loadCursor(tx: Tx, unit: string): Promise<unknown> {
  return (await tx.manager.findOneBy(CursorEntity, { unit }))?.cursor ?? null;
}

export async function saveCursor(tx: Tx, unit: string, cursor: object): Promise<void> {
  await tx.manager.upsert(CursorEntity, { unit, cursor }, ['unit']);
}
