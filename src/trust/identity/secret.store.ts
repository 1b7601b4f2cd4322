import type { Instant } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';

const NOW = `to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

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

/** The database's clock and the failed attempts of the last so many milliseconds, in order; older ones are forgotten. */
export async function failedAttempts(
  tx: Tx,
  person: string,
  memoryMs: number,
): Promise<{ now: Instant; at: Instant[] }> {
  const [clock] = await tx.query<{ now: Instant }>(`select ${NOW} as now`);
  const rows = await tx.query<{ at: Date }>(
    `select at from failed_attempt where person = $1 and at > $2::timestamptz - $3 * interval '1 ms' order by at`,
    [person, clock!.now, memoryMs],
  );
  return { now: clock!.now, at: rows.map((row) => row.at.toISOString()) };
}

/** An attempt counts as failed until it has succeeded, so that guessing in parallel gains nothing. */
export async function beginAttempt(tx: Tx, person: string, memoryMs: number): Promise<void> {
  await tx.query(`delete from failed_attempt where person = $1 and at < clock_timestamp() - $2 * interval '1 ms'`, [
    person,
    memoryMs,
  ]);
  await tx.query(`insert into failed_attempt (person) values ($1)`, [person]);
}

export async function forgiveAttempts(tx: Tx, person: string): Promise<void> {
  await tx.query(`delete from failed_attempt where person = $1`, [person]);
}
