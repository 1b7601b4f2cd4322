import type { Observable } from 'rxjs';
import type { Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import type { Actor } from '../../trust/ledger/index.js';
import type { ConnectorMessage, UnitOrder, UnitRow } from './domain/index.js';

/** What other modules ask of units. Facts of units rise by `Ledger.on`. */
export abstract class Equipment {
  /** Values from all units, to be stored and then acknowledged; one subscriber, before the application has bootstrapped. */
  abstract messages(): Observable<ConnectorMessage>;

  /** Refuses with `unit.not-found`. */
  abstract byCode(tx: Tx, code: string): Promise<UnitRow>;

  /** Refuses with `unit.not-found`. */
  abstract unit(tx: Tx, id: Uuid): Promise<UnitRow>;

  /** Fact unit.bound; refuses with `unit.occupied` or `unit.not-ready`. */
  abstract bind(
    tx: Tx,
    by: Actor,
    binding: { unit: Uuid; batch: Uuid; coi: string; unitProcedure: string },
  ): Promise<void>;

  /** Fact unit.released; refuses with `unit.not-bound`. */
  abstract release(tx: Tx, by: Actor, binding: { unit: Uuid; batch: Uuid }): Promise<void>;

  /** The batch that holds the unit, null where none does. */
  abstract boundTo(tx: Tx, unit: Uuid): Promise<{ batch: Uuid; coi: string } | null>;

  /**
   * Fact command.issued, sent to the unit after commit. What became of it is a later fact of the unit's stream:
   * command.confirmed, command.failed or command.unknown. Refuses with `unit.not-bound`.
   */
  abstract command(tx: Tx, by: Actor, order: UnitOrder & { unit: Uuid }): Promise<{ command: Uuid }>;
}
