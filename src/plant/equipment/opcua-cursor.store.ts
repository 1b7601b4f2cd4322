import type { Tx } from '../../platform/database/index.js';
import { OpcuaCursorEntity } from './unit.entity.js';
import type { Cursor } from './opcua/ports.js';

export async function loadCursor(tx: Tx, unit: string): Promise<Cursor | null> {
  const row = await tx.manager.findOneBy(OpcuaCursorEntity, { unit });
  if (row === null) return null;
  const { subscription, sequence, ...rest } = row;
  return { ...rest, subscription: subscription === null ? null : Number(subscription), sequence: Number(sequence) };
}

export async function saveCursor(tx: Tx, { subscription, sequence, ...rest }: Cursor): Promise<void> {
  await tx.manager.upsert(
    OpcuaCursorEntity,
    { ...rest, subscription: subscription === null ? null : BigInt(subscription), sequence: BigInt(sequence) },
    ['unit'],
  );
}
