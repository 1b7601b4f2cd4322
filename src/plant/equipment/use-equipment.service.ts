import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import { ConnectUnits } from './connect-units.service.js';
import {
  type BindingRow,
  type ConnectionStatus,
  type ConnectorMessage,
  decideBind,
  decideIssue,
  decideRelease,
  type UnitOrder,
  type UnitRow,
} from './domain/index.js';
import { findUnit, listUnits, openBindings, unitStore } from './equipment.store.js';
import { OperateUnits } from './operate-units.service.js';

/** What other modules ask of units. Facts of units rise by `Ledger.on`. */
@Injectable()
export class Equipment {
  constructor(
    private readonly ledger: Ledger,
    private readonly connectors: ConnectUnits,
    private readonly operate: OperateUnits,
  ) {}

  /** Values from all units, to be stored and then acknowledged; one subscriber, before the application has bootstrapped. */
  messages(): Observable<ConnectorMessage> {
    return this.connectors.messages();
  }

  /** Changes of units' connections, as they happen. */
  connections(): Observable<{ unit: Uuid; status: ConnectionStatus }> {
    return this.connectors.connections();
  }

  /** A unit's connection now; null where the server does not follow the unit. */
  connection(unit: Uuid): ConnectionStatus | null {
    return this.connectors.status(unit);
  }

  /** Every unit there is, by code. */
  all = (tx: Tx): Promise<UnitRow[]> => listUnits(tx);

  /** Refuses with `unit.not-found`. */
  byCode(tx: Tx, code: string): Promise<UnitRow> {
    return this.found(tx, { code });
  }

  /** Refuses with `unit.not-found`. */
  unit(tx: Tx, id: Uuid): Promise<UnitRow> {
    return this.found(tx, { id });
  }

  /** Fact unit.bound; refuses with `unit.occupied` or `unit.not-ready`. */
  async bind(
    tx: Tx,
    by: Actor,
    { unit, ...binding }: { unit: Uuid; batch: Uuid; coi: string; unitProcedure: string },
  ): Promise<void> {
    const id = newId();
    await this.ledger.change(tx, unitStore, unit, by, (state) => decideBind(state, unit, { id, ...binding }));
  }

  /** Fact unit.released; refuses with `unit.not-bound`. */
  async release(tx: Tx, by: Actor, { unit, batch }: { unit: Uuid; batch: Uuid }): Promise<void> {
    await this.ledger.change(tx, unitStore, unit, by, (state) => decideRelease(state, unit, batch));
  }

  /** The batch that holds the unit, null where none does. */
  async boundTo(tx: Tx, unit: Uuid): Promise<BindingRow | null> {
    return (await openBindings(tx, unit))[0] ?? null;
  }

  /**
   * Fact command.issued, sent to the unit after commit. What became of it is a later fact of the unit's stream:
   * command.confirmed, command.failed or command.unknown. Refuses with `unit.not-bound`.
   */
  async command(tx: Tx, by: Actor, { unit, ...order }: UnitOrder & { unit: Uuid }): Promise<{ command: Uuid }> {
    const command = newId();
    await this.ledger.change(tx, unitStore, unit, by, (state, now) => decideIssue(state, unit, command, order, now));
    tx.afterCommit(() => this.operate.wake(unit));
    return { command };
  }

  private async found(tx: Tx, by: { id: Uuid } | { code: string }): Promise<UnitRow> {
    const row = await findUnit(tx, by);
    if (row === null) throw new Refusal('not-found', 'unit.not-found', by);
    return row;
  }
}
