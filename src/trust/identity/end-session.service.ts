import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/index.js';
import type { Actor } from '../ledger/index.js';
import { overByTime, type PersonRow, type SessionEnd } from './domain/index.js';
import { RecordSecurity } from './record-security.service.js';
import { deleteSessions, listSessions, type SessionRow } from './session.store.js';

/** Sessions end, each with a fact that says why. */
@Injectable()
export class EndSession {
  constructor(private readonly security: RecordSecurity) {}

  async end(tx: Tx, person: PersonRow, session: string, why: SessionEnd, by: Actor): Promise<void> {
    await this.record(tx, person, await deleteSessions(tx, { id: session }), why, by);
  }

  /** All of a person's, or all but one. */
  async endAll(tx: Tx, person: PersonRow, why: SessionEnd, by: Actor, but?: string): Promise<void> {
    await this.record(tx, person, await deleteSessions(tx, { person: person.id, but }), why, by);
  }

  /** Those of a person that nobody came back to. */
  async endStale(tx: Tx, person: PersonRow, by: Actor): Promise<void> {
    for (const session of await listSessions(tx, person.id)) {
      const why = overByTime(session, session.now);
      if (why !== null) await this.end(tx, person, session.id, why, by);
    }
  }

  private async record(tx: Tx, person: PersonRow, ended: SessionRow[], why: SessionEnd, by: Actor): Promise<void> {
    const { id, username, site } = person;
    const facts = ended.map((session) => ({
      type: 'session.ended',
      values: { session: session.id, person: id, username, why, seenAt: session.seenAt },
    }));
    await this.security.record(tx, site, by, facts);
  }
}
