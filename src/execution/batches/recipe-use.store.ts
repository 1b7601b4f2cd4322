import { In } from 'typeorm';
import type { Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import { BatchEntity } from './batch.entity.js';

/** Batches that were issued with one of these versions of a recipe. */
export const batchesOfVersions = (tx: Tx, versions: readonly Uuid[]): Promise<BatchEntity[]> =>
  tx.entities.findBy(BatchEntity, { recipeId: In(versions) });

export const batchesOfOrders = (tx: Tx, orders: readonly Uuid[]): Promise<BatchEntity[]> =>
  tx.entities.findBy(BatchEntity, { orderId: In(orders) });
