import { Injectable } from '@nestjs/common';
import type { Instant, Uuid } from '../../kernel/ids.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { type Actor, Ledger, type NewFact } from '../../trust/ledger/index.js';
import { Organisation, streamAt } from '../../trust/organisation/index.js';
import { ConnectUnits } from './connect-units.service.js';
import type { IdentityFinding, UnitState } from './domain/index.js';
import { unitStore } from './equipment.store.js';

/** Who states what units say. */
export const CONNECTOR: Actor = { system: 'connector', role: 'system' };

/** The connector's own writes to a unit's stream. */
@Injectable()
export class WriteUnit {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly organisation: Organisation,
    private readonly connectors: ConnectUnits,
  ) {}

  /** What answered in a unit's place: on the unit's stream, and on the security stream of its site. */
  async stranger(unit: Uuid, finding: IdentityFinding): Promise<void> {
    const type = 'unit.identity-refused';
    await this.database.write(SYSTEM_SCOPE, async (tx) => {
      this.connectors.fence(tx, unit);
      const decide = () => [{ type, values: { ...finding } }];
      const { state } = await this.ledger.change(tx, unitStore, unit, CONNECTOR, decide);
      const { code, site } = state.unit[unit]!;
      const at = streamAt(await this.organisation.site(tx, site));
      await this.ledger.state(
        tx,
        `site-security/${site}`,
        CONNECTOR,
        [{ type, values: { unit, code, ...finding } }],
        at,
      );
    });
  }

  /** States what is decided, and nothing where that is nothing. Only of a unit that this server follows. */
  async state(unit: Uuid, decide: (state: UnitState, now: Instant) => NewFact[]): Promise<void> {
    const before = await this.database.read(SYSTEM_SCOPE, (tx) => this.ledger.load(tx, unitStore, unit));
    if (decide(before, '').length > 0) await this.decide(unit, decide);
  }

  /** As `state`, with the unit's stream locked also where that comes to nothing: what was decided holds then. */
  async decide(unit: Uuid, decide: (state: UnitState, now: Instant) => NewFact[]): Promise<void> {
    await this.database.write(SYSTEM_SCOPE, (tx) => {
      this.connectors.fence(tx, unit);
      return this.ledger.changeIfAny(tx, unitStore, unit, CONNECTOR, decide);
    });
  }
}
