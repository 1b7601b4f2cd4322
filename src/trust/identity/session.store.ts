import { createHash } from 'node:crypto';
import type { Instant } from '../../kernel/ids.js';
import type { Database, Tx } from '../../platform/database/index.js';
import type { AccessSettings } from './domain/index.js';

export interface SessionRow {
  id: string;
  person: string;
  startedAt: Instant;
  seenAt: Instant;
  /** what the browser called itself */
  agent: string | null;
}

/** What is stored of a token: enough to know it again, not enough to use it. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

const TEXT = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const ROW = `id, person, ${TEXT('started_at')} as "startedAt", ${TEXT('seen_at')} as "seenAt", agent`;

export async function insertSession(tx: Tx, session: Pick<SessionRow, 'id' | 'person' | 'agent'> & { token: string }) {
  await tx.query(`insert into session (id, person, token_hash, agent) values ($1, $2, $3, $4)`, [
    session.id,
    session.person,
    tokenHash(session.token),
    session.agent,
  ]);
}

/** A session with the database's clock, the hash of its person's head, and what it is measured by. */
export interface FoundSession extends SessionRow {
  now: Instant;
  head: string;
  secretSetAt: Instant | null;
  /** null where nobody ever changed them */
  settings: AccessSettings | null;
  /** how many sites there are */
  sites: number;
}

/** The session of a token; not behind any sponsor. */
export async function findSession(database: Database, token: string): Promise<FoundSession | undefined> {
  const [session] = await database.look<FoundSession>(
    `select s.${ROW}, ${TEXT('clock_timestamp()')} as now, encode(p.hash, 'hex') as head,
            (select ${TEXT('set_at')} from secret where secret.person = s.person) as "secretSetAt",
            (select settings from access_policy) as settings, (select count(*)::int from site) as sites
       from session s join stream p on p.id = 'person/' || s.person where token_hash = $1`,
    [tokenHash(token)],
  );
  return session;
}

export async function touchSession(tx: Tx, id: string): Promise<void> {
  await tx.query(`update session set seen_at = clock_timestamp() where id = $1`, [id]);
}

/** Ends sessions and returns which there were: one by its id, or a person's but for one that stays. */
export async function deleteSessions(
  tx: Tx,
  which: { id: string } | { person: string; but?: string | undefined },
): Promise<SessionRow[]> {
  const [condition, parameters] =
    'id' in which
      ? ['id = $1', [which.id]]
      : ['person = $1 and id is distinct from $2', [which.person, which.but ?? null]];
  return tx.query(
    `with ended as (delete from session where ${condition} returning *) select ${ROW} from ended`,
    parameters,
  );
}

/** A person's sessions, with the database's clock. */
export function listSessions(tx: Tx, person: string): Promise<(SessionRow & { now: Instant })[]> {
  return tx.query(
    `select ${ROW}, ${TEXT('clock_timestamp()')} as now from session where person = $1 order by started_at desc`,
    [person],
  );
}

/** Of people of the sites in sight, or of one, with the database's clock, the newest first. */
export function listAllSessions(tx: Tx): Promise<(SessionRow & { username: string; name: string; now: Instant })[]> {
  return tx.query(
    `select s.${ROW}, p.username, p.name, ${TEXT('clock_timestamp()')} as now
       from session s join person p on p.id = s.person join site on site.id = p.site order by s.started_at desc`,
  );
}

/** Whose a session is; undefined where there is none of that id. */
export async function personOfSession(tx: Tx, id: string): Promise<string | undefined> {
  const [row] = await tx.query<{ person: string }>(`select person from session where id = $1`, [id]);
  return row?.person;
}

/** A signature by both components stands in a session: which, where it is the first. */
export function signedIn(tx: Tx, id: string, signature: string): void {
  tx.later(`update session set first_signature = $2 where id = $1 and first_signature is null`, [id, signature]);
}

/** The signature by both components that a person gave first in a session; null where there is none. */
export async function firstSignature(tx: Tx, id: string | null, person: string): Promise<string | null> {
  const [session] = await tx.query<{ first: string | null }>(
    `select first_signature as first from session where id = $1 and person = $2`,
    [id, person],
  );
  return session?.first ?? null;
}
