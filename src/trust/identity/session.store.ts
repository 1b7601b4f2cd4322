import { createHash } from 'node:crypto';
import type { Instant } from '../../kernel/ids.js';
import type { Database, Tx } from '../../platform/database/index.js';

export interface SessionRow {
  id: string;
  person: string;
  startedAt: Instant;
  seenAt: Instant;
}

/** What is stored of a token: enough to know it again, not enough to use it. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

const TEXT = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const ROW = `id, person, ${TEXT('started_at')} as "startedAt", ${TEXT('seen_at')} as "seenAt"`;

export async function insertSession(tx: Tx, session: { id: string; person: string; token: string }): Promise<void> {
  await tx.query(`insert into session (id, person, token_hash) values ($1, $2, $3)`, [
    session.id,
    session.person,
    tokenHash(session.token),
  ]);
}

/** The session of a token with the database's clock, and the hash of its person's head; not behind any sponsor. */
export async function findSession(
  database: Database,
  token: string,
): Promise<(SessionRow & { now: Instant; head: string }) | undefined> {
  const [session] = await database.look<SessionRow & { now: Instant; head: string }>(
    `select s.${ROW}, ${TEXT('clock_timestamp()')} as now, encode(p.hash, 'hex') as head
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
  return tx.query(`select ${ROW}, ${TEXT('clock_timestamp()')} as now from session where person = $1`, [person]);
}

/** Whether a session still stands, of a person who is not disabled. */
export async function isAlive(tx: Tx, session: string): Promise<boolean> {
  const [row] = await tx.query<{ alive: boolean }>(
    `select exists (select from session s join person p on p.id = s.person
                     where s.id = $1 and p.status = 'active') as alive`,
    [session],
  );
  return row!.alive;
}
