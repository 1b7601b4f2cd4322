import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { Ledger } from '../ledger/index.js';
import type { Instant } from '../../kernel/ids.js';
import { DEFAULT_ACCESS, isAged, overByTime, personOf, type PersonState } from './domain/index.js';
import { EndSession } from './end-session.service.js';
import { personStore } from './person.store.js';
import { findSession, touchSession } from './session.store.js';

/** How much older than now the last activity may stand in the table: less writing, and idle to within so much. */
const TOUCH_MS = 15_000;

/** Whose session a token is, and whether it still goes on. */
@Injectable()
export class ResolveSession {
  private readonly people = new Map<string, { head: string; state: PersonState }>();

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly sessions: EndSession,
  ) {}

  /** Refuses with `session.missing` or `session.ended`. `active`: the person did something just now. */
  async resolve(token: string | null, active: boolean): Promise<Resolved> {
    if (token === null) throw new Refusal('unauthenticated', 'session.missing');
    const session = await findSession(this.database, token);
    if (session === undefined) throw new Refusal('unauthenticated', 'session.ended', { why: 'unknown' });
    const state = await this.personAt(session.person, session.head);
    const settings = session.settings ?? DEFAULT_ACCESS;
    const { now, sites, secretSetAt } = session;
    const over = personOf(state).status === 'disabled' ? 'disabled' : overByTime(session, now, settings.session);
    if (over !== null) {
      const by = { system: 'sessions', role: 'system' } as const;
      await this.database.write(SYSTEM_SCOPE, (tx) => this.sessions.end(tx, personOf(state), session.id, over, by));
      throw new Refusal('unauthenticated', 'session.ended', { why: over });
    }
    if (active && Date.parse(session.now) - Date.parse(session.seenAt) > TOUCH_MS)
      await this.database.write(SYSTEM_SCOPE, (tx) => touchSession(tx, session.id));
    return { session: session.id, state, now, sites, aged: isAged(settings.password, secretSetAt, now) };
  }

  /** A person's rows follow from their stream alone, so they are read again where it has moved. */
  private async personAt(person: string, head: string): Promise<PersonState> {
    const known = this.people.get(person);
    if (known?.head === head) return known.state;
    const state = await this.database.read(SYSTEM_SCOPE, (tx) => this.ledger.load(tx, personStore, person));
    this.people.set(person, { head, state });
    return state;
  }
}

export interface Resolved {
  session: string;
  state: PersonState;
  /** the database's clock */
  now: Instant;
  /** how many sites there are */
  sites: number;
  /** whether the person's password is older than it may be */
  aged: boolean;
}
