import { In } from 'typeorm';
import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import { orderProjection, type TherapyOrderRow, type TherapyOrderState } from './domain/index.js';
import { TherapyOrderEntity } from './therapy-order.entity.js';

export const storedOrder: StoredProjection<TherapyOrderState> = {
  ...orderProjection,
  tables: { therapy_order: { entity: TherapyOrderEntity, stream: 'id' } },
};

export const listOrders = (tx: Tx): Promise<TherapyOrderRow[]> =>
  tx.entities.find(TherapyOrderEntity, { order: { createdAt: 'DESC' } });

export const ordersOf = (tx: Tx, products: readonly string[]): Promise<TherapyOrderRow[]> =>
  tx.entities.find(TherapyOrderEntity, { where: { product: In(products) }, order: { createdAt: 'ASC' } });

export const findOrder = (tx: Tx, id: string): Promise<TherapyOrderRow | null> =>
  tx.entities.findOneBy(TherapyOrderEntity, { id });

/** Whether an error is the database's word that a code or a chain of identity is taken, also by one out of sight. */
export const isTaken = (error: unknown): boolean =>
  (error as { code?: string }).code === '23505' && (error as { table?: string }).table === 'therapy_order';

/** Holds an order until the transaction ends, so that two batches of it are not issued at once. */
export async function holdOrder(tx: Tx, id: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`order ${id}`]);
}
