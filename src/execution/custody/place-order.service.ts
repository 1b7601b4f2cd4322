import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import { type Caller, type CommandContext, Commands } from '../../platform/http/index.js';
import { Database, type Tx } from '../../platform/database/index.js';
import { actorOf, Ledger } from '../../trust/ledger/index.js';
import { Organisation, streamAt } from '../../trust/organisation/index.js';
import { placeOrder, type TherapyOrderRow } from './domain/index.js';
import type { PlaceOrderDto } from './therapy-order.dto.js';
import { findOrder, holdOrder, isTaken, listOrders, ordersOf, storedOrder } from './therapy-order.store.js';

/** Therapy orders: who each batch is for. */
@Injectable()
export class Orders {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly organisation: Organisation,
  ) {}

  /** Refuses with `order.not-unique` a code or a chain of identity that was given before. */
  async place(command: CommandContext, body: PlaceOrderDto): Promise<TherapyOrderRow> {
    try {
      return await this.commands.run(command, (tx) => this.write(tx, command.caller, body));
    } catch (error) {
      if (isTaken(error)) throw new Refusal('conflict', 'order.not-unique', { code: body.code, coi: body.coi });
      throw error;
    }
  }

  list(caller: Caller): Promise<TherapyOrderRow[]> {
    return this.database.read(caller.scope, listOrders);
  }

  /** Every order of these products that the transaction's scope may see. */
  ofProducts(tx: Tx, products: readonly string[]): Promise<TherapyOrderRow[]> {
    return ordersOf(tx, products);
  }

  /** An order, held until the transaction ends; refuses with `order.not-found`. */
  async hold(tx: Tx, id: string): Promise<TherapyOrderRow> {
    await holdOrder(tx, id);
    const order = await findOrder(tx, id);
    if (order === null) throw new Refusal('not-found', 'order.not-found', { order: id });
    return order;
  }

  private async write(tx: Tx, caller: Caller, body: PlaceOrderDto): Promise<TherapyOrderRow> {
    const site = await this.organisation.siteByCode(tx, body.site);
    const sponsor = body.sponsor === undefined ? null : await this.organisation.sponsorByCode(tx, body.sponsor);
    const { code, patient, coi, product, market = null } = body;
    const ordered = { code, patient, coi, product, site: site.id, market, sponsor: sponsor?.id ?? null };
    const id = newId();
    const decide = () => placeOrder(ordered);
    const { state } = await this.ledger.change(tx, storedOrder, id, actorOf(caller), decide, streamAt(site, sponsor));
    return state.therapy_order[id]!;
  }
}
