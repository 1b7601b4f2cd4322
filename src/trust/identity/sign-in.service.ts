import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { type Actor, actorOf, Ledger } from '../ledger/index.js';
import { CheckCredentials, type Credentials } from './check-credentials.service.js';
import { personOf } from './domain/index.js';
import { EndSession } from './end-session.service.js';
import { OpenSession } from './open-session.service.js';
import { personStore } from './person.store.js';

const SIGN_IN: Actor = { system: 'sign-in', role: 'system' };

/** Sessions begin by username and password or by a passkey, and end when their person says so. */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly credentials: CheckCredentials,
    private readonly begun: OpenSession,
    private readonly sessions: EndSession,
  ) {}

  /** Refuses with `session.not-authenticated`, whatever was wrong. */
  async signIn(given: Credentials, agent: string | undefined): Promise<{ token: string; person: string }> {
    const refusal = new Refusal('unauthenticated', 'session.not-authenticated');
    const purpose = { failure: 'sign-in.failed', by: SIGN_IN, refusal } as const;
    const { state, now, by, passkey, stands } = await this.credentials.check(given, purpose);
    const person = personOf(state);
    const token = await this.database.write(SYSTEM_SCOPE, async (tx) => {
      // a password that was changed or reset since opens nothing, nor a key that was revoked; until the session stands, neither goes
      if (!(await stands(tx))) throw refusal;
      return this.begun.open(tx, { state, now }, { agent, by, ...(passkey === undefined ? {} : { passkey }) });
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
