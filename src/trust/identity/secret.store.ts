import type { Instant } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import { type AccessSettings, DEFAULT_ACCESS, type PersonRow } from './domain/index.js';

const instant = (of: string) => `to_char(${of} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The most former secrets that any policy may ask for. */
const REMEMBERED = 24;

/** The one before is kept, for it may not come again. */
export async function saveSecret(tx: Tx, person: string, hash: string): Promise<void> {
  tx.later(
    `with kept as (insert into former_secret (person, hash) select person, hash from secret where person = $1)
     delete from former_secret where person = $1 and until < (
       select min(until) from (select until from former_secret where person = $1 order by until desc limit ${REMEMBERED}) as last)`,
    [person],
  );
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

/** Hashes of the secrets that a person had before this one, the newest first. */
export async function formerSecrets(tx: Tx, person: string, most: number): Promise<string[]> {
  const rows = await tx.query<{ hash: string }>(
    `select hash from former_secret where person = $1 order by until desc limit $2`,
    [person, most],
  );
  return rows.map(({ hash }) => hash);
}

/** A person by name, as far as a check asks, with the secret locked and what was tried before; null where there is nobody. */
export async function lockSecretOf(tx: Tx, username: string, memoryMs: number): Promise<Found | null> {
  const one = `(select id from person where username = $1)`;
  // in one message, each after the one before
  const [[person], [secret], [attempts], [policy]] = await Promise.all([
    tx.query<Checked>(`select id, username, status, site from person where username = $1`, [username]),
    tx.query<{ hash: string; setAt: Instant }>(
      `select hash, ${instant('set_at')} as "setAt" from secret where person = ${one} for update`,
      [username],
    ),
    tx.query<Attempts>(attemptsOf(one), [username, memoryMs]),
    tx.query<{ settings: AccessSettings }>(`select settings from access_policy`),
  ]);
  if (person === undefined) return null;
  const { hash, setAt = null } = secret ?? {};
  return { person, hash, setAt, attempts: attempts!, settings: policy?.settings ?? DEFAULT_ACCESS };
}

export interface Found {
  person: Checked;
  hash: string | undefined;
  setAt: Instant | null;
  attempts: Attempts;
  settings: AccessSettings;
}

export type Checked = Pick<PersonRow, 'id' | 'username' | 'status' | 'site'>;

/** The database's clock and the failed attempts of the last so many milliseconds, in order; older ones are forgotten. */
export async function failedAttempts(tx: Tx, person: string, memoryMs: number): Promise<Attempts> {
  const [attempts] = await tx.query<Attempts>(attemptsOf('$1'), [person, memoryMs]);
  return attempts!;
}

/** When a person's secret, or each one's, was set, and failed attempts of the last so many milliseconds, in order; with the clock. */
export async function secretsOf(
  tx: Tx,
  memoryMs: number,
  person: string | null = null,
): Promise<{ now: Instant; secrets: Map<string, { setAt: Instant; failures: Instant[] }> }> {
  const rows = await tx.query<{ now: Instant; person: string; setAt: Instant; failures: Instant[] }>(
    `select ${instant('clock_timestamp()')} as now, person, ${instant('set_at')} as "setAt", array(
       select ${instant('f.at')} from failed_attempt f where f.person = secret.person
          and f.at > clock_timestamp() - $1 * interval '1 ms' order by f.at) as failures
       from secret where $2::uuid is null or person = $2`,
    [memoryMs, person],
  );
  return {
    now: rows[0]?.now ?? '',
    secrets: new Map(rows.map(({ person, setAt, failures }) => [person, { setAt, failures }])),
  };
}

/** Halves that nobody made whole within the day that a reset waits. */
export function forgetParts(tx: Tx): void {
  tx.later(`delete from reset_part where at < clock_timestamp() - interval '1 day'`, []);
}

/** The first half of a one-time password, kept until the second is made. */
export async function keepPart(tx: Tx, reset: string, part: string): Promise<void> {
  await tx.query(`insert into reset_part (reset, part) values ($1, $2)`, [reset, part]);
}

/** Taken once; undefined where it is gone. */
export async function takePart(tx: Tx, reset: string): Promise<string | undefined> {
  const [row] = await tx.query<{ part: string }>(`delete from reset_part where reset = $1 returning part`, [reset]);
  return row?.part;
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

/** The newest of a person, which counts no more. */
export async function forgetAttempt(tx: Tx, person: string): Promise<void> {
  await tx.query(
    `delete from failed_attempt where ctid in (
       select ctid from failed_attempt where person = $1 order by at desc limit 1)`,
    [person],
  );
}

export function forgiveAttempts(tx: Tx, person: string): void {
  tx.later(`delete from failed_attempt where person = $1`, [person]);
}
