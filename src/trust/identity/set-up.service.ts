import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../ledger/index.js';
import { RegisterSite, streamAt } from '../organisation/index.js';
import { AcceptSecret } from './accept-secret.service.js';
import { firstAdministrator, type PersonState } from './domain/index.js';
import { takeFromBudget } from './failure-budget.store.js';
import type { SetUpDto } from './identity.dto.js';
import { anyPerson, personStore } from './person.store.js';
import { RecordSecurity } from './record-security.service.js';
import { saveSecret } from './secret.store.js';
import { useSetupToken } from './setup-token.store.js';

const SET_UP: Actor = { system: 'set-up', role: 'system' };
const ATTEMPTS_A_MINUTE = 10;

/** The first site and the first administrator, by the one-time token that `npm run migrate` printed. */
@Injectable()
export class SetUp {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly sites: RegisterSite,
    private readonly accepted: AcceptSecret,
    private readonly security: RecordSecurity,
  ) {}

  /** Refuses with `setup.too-many-attempts`, `setup.token-unknown`, `setup.token-used`, `setup.token-expired`, `setup.done-already`. */
  async run({ token, site, username, name, password }: SetUpDto): Promise<PersonState> {
    const { taken } = await this.database.write(SYSTEM_SCOPE, (tx) => takeFromBudget(tx, 'set-up', ATTEMPTS_A_MINUTE));
    if (!taken) throw new Refusal('forbidden', 'setup.too-many-attempts');
    const hash = await this.accepted.hashOf(password, { username, name });
    const result = await this.database.write(SYSTEM_SCOPE, async (tx): Promise<PersonState | Refusal> => {
      const refusal = await this.refusal(tx, token);
      if (refusal !== null) return refusal;
      const place = await this.sites.register(tx, SET_UP, site);
      const person = newId();
      const first = { username, name, site: place.id, grant: newId() };
      const decide = (state: PersonState) => firstAdministrator(state, first);
      const { state } = await this.ledger.change(tx, personStore, person, SET_UP, decide, streamAt(place));
      await saveSecret(tx, person, hash);
      return state;
    });
    return result as PersonState;
  }

  /** A wrong token is recorded before it is refused. */
  private async refusal(tx: Tx, token: string): Promise<Refusal | null> {
    const state = await useSetupToken(tx, token);
    if (state === 'valid') return (await anyPerson(tx)) ? new Refusal('conflict', 'setup.done-already') : null;
    await this.security.recordStranger(tx, SET_UP, 'set-up.refused', `token-${state}`);
    return new Refusal('forbidden', `setup.token-${state}`);
  }
}
