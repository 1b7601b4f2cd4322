import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newId, newToken } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { type Actor, actorOf, Ledger } from '../ledger/index.js';
import { CheckCredentials } from './check-credentials.service.js';
import { heldGrants, personOf } from './domain/index.js';
import { EndSession } from './end-session.service.js';
import { personStore } from './person.store.js';
import { RecordSecurity } from './record-security.service.js';
import { forgetParts, lockSecret } from './secret.store.js';
import { insertSession } from './session.store.js';

const SIGN_IN: Actor = { system: 'sign-in', role: 'system' };

/** Sessions begin by username and password, and end when their person says so. */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly credentials: CheckCredentials,
    private readonly security: RecordSecurity,
    private readonly sessions: EndSession,
  ) {}

  /** Refuses with `session.not-authenticated`, whatever was wrong. */
  async signIn(
    given: { username: string; password: string },
    agent: string | undefined,
  ): Promise<{ token: string; person: string }> {
    const refusal = new Refusal('unauthenticated', 'session.not-authenticated');
    const purpose = { failure: 'sign-in.failed', by: SIGN_IN, refusal } as const;
    const { state, now, hash } = await this.credentials.check(given, purpose);
    const person = personOf(state);
    const token = newToken();
    await this.database.write(SYSTEM_SCOPE, async (tx) => {
      // a password that was changed or reset since opens nothing; until the session stands, nobody changes this one
      if ((await lockSecret(tx, person.id)) !== hash) throw refusal;
      const session = newId();
      const by = { person: person.id, name: person.name, role: heldGrants(state, now)[0]?.role ?? 'none' };
      await this.sessions.endStale(tx, person, { system: 'sessions', role: 'system' });
      forgetParts(tx);
      await insertSession(tx, { id: session, person: person.id, token, agent: agent?.slice(0, 200) ?? null });
      const values = { session, person: person.id, username: person.username };
      await this.security.record(tx, person.site, by, [{ type: 'session.started', values }]);
    });
    return { token, person: person.id };
  }

  async signOut(caller: Caller): Promise<void> {
    await this.database.write(SYSTEM_SCOPE, async (tx) => {
      const state = await this.ledger.load(tx, personStore, caller.person.id);
      await this.sessions.end(tx, personOf(state), caller.session, 'signed-out', actorOf(caller));
    });
  }
}
