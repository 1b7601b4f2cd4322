import type { Uuid } from '../../../kernel/ids.js';
import { brokerOf } from './connection.js';
import type { UnitRow } from './rows.js';
import { isFollowed, leaseOf } from './unit-lease.js';

/** Every unit there is, as this server knows it. */
export class KnownUnits {
  private readonly rows = new Map<Uuid, UnitRow>();

  set(unit: UnitRow): void {
    this.rows.set(unit.id, unit);
  }

  get(unit: Uuid): UnitRow | undefined {
    return this.rows.get(unit);
  }

  /** Under which lease it is followed; undefined where it is not known. */
  leaseOf(unit: Uuid): string | undefined {
    const row = this.rows.get(unit);
    return row && leaseIn(row);
  }

  codeOf(unit: Uuid): string {
    return this.rows.get(unit)?.code ?? unit;
  }

  /** Those that are followed under a lease. */
  under(lease: string): UnitRow[] {
    return [...this.rows.values()].filter((unit) => isFollowed(unit) && leaseIn(unit) === lease);
  }
}

export const leaseIn = ({ id, connector }: UnitRow): string =>
  leaseOf({ id, kind: connector.kind, broker: brokerOf(connector) });
