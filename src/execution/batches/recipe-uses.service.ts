import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RecipeUses, type Use, type VersionInUse } from '../../definition/recipes/index.js';
import { isFor } from '../../definition/recipes/domain/index.js';
import type { Tx } from '../../platform/database/index.js';
import { Orders } from '../custody/index.js';
import { batchesOfOrders, batchesOfVersions } from './recipe-use.store.js';
import type { BatchStateName } from './domain/index.js';

const OVER: ReadonlySet<BatchStateName> = new Set(['complete', 'stopped', 'aborted']);
/** An order whose batches all ended so is still to be made. */
const UNMADE: ReadonlySet<BatchStateName> = new Set(['stopped', 'aborted']);

/** What is made of recipes here: batches with their versions, and orders that have no batch yet. */
@Injectable()
export class FindRecipeUses implements OnModuleInit {
  constructor(
    private readonly uses: RecipeUses,
    private readonly orders: Orders,
  ) {}

  onModuleInit(): void {
    this.uses.register('batches', (tx, versions) => this.batchesOf(tx, versions));
    this.uses.register('orders', (tx, versions) => this.ordersFor(tx, versions));
  }

  private async batchesOf(tx: Tx, versions: readonly VersionInUse[]): Promise<Use[]> {
    const batches = await batchesOfVersions(
      tx,
      versions.map(({ id }) => id),
    );
    return batches.map(({ id, code, state, site, recipeId: version, issuedAt: at }) => ({
      ...{ kind: 'batch', id, code, state, open: !OVER.has(state), version, site, market: null, at },
    }));
  }

  /** Orders for the product of one of these versions, at a site and for a market where it is or was in effect. */
  private async ordersFor(tx: Tx, versions: readonly VersionInUse[]): Promise<Use[]> {
    const products = [...new Set(versions.flatMap(({ product }) => product ?? []))];
    const orders = (await this.orders.ofProducts(tx, products)).filter((order) =>
      versions.some(
        ({ product, effects }) => product === order.product && effects.some((effect) => isFor(effect, order)),
      ),
    );
    const batches = await batchesOfOrders(
      tx,
      orders.map(({ id }) => id),
    );
    const made = new Set(batches.filter(({ state }) => !UNMADE.has(state)).map(({ orderId }) => orderId));
    return orders
      .filter(({ id }) => !made.has(id))
      .map(({ id, code, site, market, createdAt: at }) => ({
        ...{ kind: 'order', id, code, state: 'placed', open: true, version: null, site, market, at },
      }));
  }
}
