import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/index.js';
import { LiveFeed } from '../../platform/live/index.js';
import { type Actor, because } from '../ledger/index.js';
import { accessSettings } from './access-policy.store.js';
import { overByTime, type PersonRow, type SessionEnd } from './domain/index.js';
import { RecordSecurity } from './record-security.service.js';
import { deleteSessions, listSessions, type SessionRow } from './session.store.js';

/** Sessions end, each with a fact that says why. */
@Injectable()
export class EndSession {
  constructor(
    private readonly security: RecordSecurity,
    private readonly live: LiveFeed,
  ) {}

  async end(tx: Tx, person: PersonRow, id: string, why: SessionEnd, by: Actor, reason?: string): Promise<void> {
    await this.record(tx, person, await deleteSessions(tx, { id }), { why, reason }, by);
  }

  /** All of a person's, or all but one. */
  async endAll(tx: Tx, person: PersonRow, why: SessionEnd, by: Actor, but?: string): Promise<void> {
    await this.record(tx, person, await deleteSessions(tx, { person: person.id, but }), { why }, by);
  }

  /** Those of a person that nobody came back to. */
  async endStale(tx: Tx, person: PersonRow, by: Actor): Promise<void> {
    const { session: limits } = await accessSettings(tx);
    for (const session of await listSessions(tx, person.id)) {
      const why = overByTime(session, session.now, limits);
      if (why !== null) await this.end(tx, person, session.id, why, by);
    }
  }

  /** Their live streams end with them, here as soon as it is committed; on other servers at the next heartbeat. */
  private async record(
    tx: Tx,
    person: PersonRow,
    ended: SessionRow[],
    { why, reason }: { why: SessionEnd; reason?: string | undefined },
    by: Actor,
  ): Promise<void> {
    const { id, username, site } = person;
    const facts = ended.map((session) => ({
      type: 'session.ended',
      values: { session: session.id, person: id, username, why, seenAt: session.seenAt },
    }));
    await this.security.record(tx, site, by, because(facts, reason));
    tx.afterCommit(() => this.live.end(ended.map((session) => session.id)));
  }
}
