import type { Instant } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import type { PersonRow } from './domain/index.js';

const instant = (of: string) => `to_char(${of} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export async function saveSecret(tx: Tx, person: string, hash: string): Promise<void> {
  await tx.query(
    `insert into secret (person, hash) values ($1, $2)
     on conflict (person) do update set hash = excluded.hash, set_at = clock_timestamp()`,
    [person, hash],
  );
}

/** The hash of a person's secret, locked so that attempts on one person stand in a row. */
export async function lockSecret(tx: Tx, person: string): Promise<string | undefined> {
  const [secret] = await tx.query<{ hash: string }>(`select hash from secret where person = $1 for update`, [person]);
  return secret?.hash;
}

/** A person by name, as far as a check asks, with the secret locked and what was tried before; null where there is nobody. */
export async function lockSecretOf(
  tx: Tx,
  username: string,
  memoryMs: number,
): Promise<{ person: Checked; hash: string | undefined; attempts: Attempts } | null> {
  const one = `(select id from person where username = $1)`;
  // in one message, each after the one before
  const [[person], [secret], [attempts]] = await Promise.all([
    tx.query<Checked>(`select id, username, status, site from person where username = $1`, [username]),
    tx.query<{ hash: string }>(`select hash from secret where person = ${one} for update`, [username]),
    tx.query<Attempts>(attemptsOf(one), [username, memoryMs]),
  ]);
  return person === undefined ? null : { person, hash: secret?.hash, attempts: attempts! };
}

export type Checked = Pick<PersonRow, 'id' | 'username' | 'status' | 'site'>;

/** The database's clock and the failed attempts of the last so many milliseconds, in order; older ones are forgotten. */
export async function failedAttempts(tx: Tx, person: string, memoryMs: number): Promise<Attempts> {
  const [attempts] = await tx.query<Attempts>(attemptsOf('$1'), [person, memoryMs]);
  return attempts!;
}

const attemptsOf = (person: string): string =>
  `select ${instant('clock_timestamp()')} as now, array(
     select ${instant('at')} from failed_attempt
      where person = ${person} and at > clock_timestamp() - $2 * interval '1 ms' order by failed_attempt.at) as at`;

export interface Attempts {
  now: Instant;
  at: Instant[];
}

/** An attempt counts as failed until it has succeeded, so that guessing in parallel gains nothing. */
export function beginAttempt(tx: Tx, person: string, memoryMs: number): void {
  tx.later(
    `with forgotten as (delete from failed_attempt where person = $1 and at < clock_timestamp() - $2 * interval '1 ms')
     insert into failed_attempt (person) values ($1)`,
    [person, memoryMs],
  );
}

export function forgiveAttempts(tx: Tx, person: string): void {
  tx.later(`delete from failed_attempt where person = $1`, [person]);
}
