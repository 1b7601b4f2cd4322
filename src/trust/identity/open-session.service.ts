import { Injectable } from '@nestjs/common';
import type { Instant } from '../../kernel/ids.js';
import { newId, newToken } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { heldGrants, personOf, type PersonState } from './domain/index.js';
import { EndSession } from './end-session.service.js';
import { RecordSecurity } from './record-security.service.js';
import { forgetParts } from './secret.store.js';
import { insertSession } from './session.store.js';

/** Sessions begin, each with a fact that says how, when those of the person are ended that nobody came back to. */
@Injectable()
export class OpenSession {
  constructor(
    private readonly security: RecordSecurity,
    private readonly sessions: EndSession,
  ) {}

  /** The token of a new session. `by`: what showed who it is, where that was no password. */
  async open(
    tx: Tx,
    { state, now }: { state: PersonState; now: Instant },
    { agent, by, passkey }: { agent: string | undefined; by?: 'provider' | 'passkey' | 'password'; passkey?: string },
  ): Promise<string> {
    const person = personOf(state);
    const [session, token] = [newId(), newToken()];
    const actor = { person: person.id, name: person.name, role: heldGrants(state, now)[0]?.role ?? 'none' };
    await this.sessions.endStale(tx, person, { system: 'sessions', role: 'system' });
    forgetParts(tx);
    await insertSession(tx, { id: session, person: person.id, token, agent: agent?.slice(0, 200) ?? null });
    const values = {
      session,
      person: person.id,
      username: person.username,
      ...(by !== undefined && by !== 'password' && { by }),
      ...(passkey !== undefined && { passkey }),
    };
    await this.security.record(tx, person.site, actor, [{ type: 'session.started', values }]);
    return token;
  }
}
