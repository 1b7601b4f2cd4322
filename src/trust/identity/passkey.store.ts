import { createHash } from 'node:crypto';
import type { Instant } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';

/** What an authenticator is asked for; a challenge serves nothing else. `content`: the hash of what is signed. */
export type ChallengeUse =
  | { purpose: 'sign-in' }
  | { purpose: 'registration'; session: string }
  | { purpose: 'signing'; session: string; meaning: string; content: string };

/** COSE: Ed25519, ECDSA on P-256, RSA; what keys of today make. */
export const ALGORITHMS = [-8, -7, -257];

/** ms in which a person finds the key, holds it to the tablet and types its PIN. */
export const CHALLENGE_MS = 180_000;

/** ms after that in which an answer is known to be late, rather than wrong. */
const LATE_MS = 3_600_000;

/** Challenges at once: of people who are not signed in yet, and of one session. */
const MOST = { strangers: 10_000, session: 10 };

const hashOf = (challenge: string): string => createHash('sha256').update(challenge).digest('hex');

/** Keeps it in the place of the oldest, where there are too many. `person`: whose passkey it is for, where that is said. */
export async function keepChallenge(
  tx: Tx,
  challenge: string,
  use: ChallengeUse,
  person: string | null,
): Promise<void> {
  const { purpose, session = null, meaning = null, content = null } = { ...use } as Record<string, string>;
  await tx.query(
    `insert into passkey_challenge (hash, purpose, session, person, meaning, content, until)
     values ($1, $2, $3, $4, $5, $6, clock_timestamp() + $7 * interval '1 ms')`,
    [hashOf(challenge), purpose, session, person, meaning, content, CHALLENGE_MS],
  );
  tx.later(`delete from passkey_challenge where until < clock_timestamp() - $1 * interval '1 ms'`, [LATE_MS]);
  const [of, most] =
    session === null ? [`session is null and $1::uuid is null`, MOST.strangers] : [`session = $1`, MOST.session];
  tx.later(
    `delete from passkey_challenge where hash in (
       select hash from passkey_challenge where ${of} order by until desc, hash offset $2)`,
    [session, most],
  );
}

/** Takes a challenge away, once: whom it was for (null: anybody); undefined where it was never given for this use. */
export async function takeChallenge(
  tx: Tx,
  challenge: string,
  use: ChallengeUse,
): Promise<{ person: string | null; late: boolean } | undefined> {
  const { purpose, session = null, meaning = null, content = null } = { ...use } as Record<string, string>;
  const [taken] = await tx.query<{ person: string | null; late: boolean; fits: boolean }>(
    `delete from passkey_challenge where hash = $1
     returning person, until < clock_timestamp() as late,
               (purpose, session, meaning, content) is not distinct from ($2, $3::uuid, $4, $5) as fits`,
    [hashOf(challenge), purpose, session, meaning, content],
  );
  return taken?.fits === true ? { person: taken.person, late: taken.late } : undefined;
}

/** A key with what checks it. */
export interface StoredKey {
  passkey: string;
  person: string;
  username: string;
  credential: string;
  publicKeyHash: string;
  publicKey: Buffer;
  counter: number;
}

/** An active one; undefined where nobody has it. */
export async function keyOf(tx: Tx, credential: string): Promise<StoredKey | undefined> {
  const [key] = await tx.query<StoredKey>(
    `select p.id as passkey, p.person, person.username, p.credential, p.public_key_hash as "publicKeyHash",
            k.public_key as "publicKey", k.counter::float8 as counter
       from passkey p join passkey_key k on k.passkey = p.id join person on person.id = p.person
      where p.credential = $1 and p.status = 'active'`,
    [credential],
  );
  return key;
}

/** Whether a credential is or was anybody's; nobody else asks of it until the transaction ends. */
export async function isKnown(tx: Tx, credential: string): Promise<boolean> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`passkey ${credential}`]);
  return (await tx.query(`select from passkey where credential = $1`, [credential])).length > 0;
}

export async function saveKey(
  tx: Tx,
  key: { passkey: string; publicKey: Buffer; transports: string[]; counter: number },
): Promise<void> {
  await tx.query(`insert into passkey_key (passkey, public_key, transports, counter) values ($1, $2, $3, $4)`, [
    key.passkey,
    key.publicKey,
    key.transports,
    key.counter,
  ]);
}

/** Counts a use on; `copied` where a key that counts does not count on, since a copy of it was used meanwhile. */
export async function countUse(tx: Tx, passkey: string, counter: number): Promise<'right' | 'wrong' | 'copied'> {
  const counted = await tx.query(
    `update passkey_key set counter = $2, used_at = clock_timestamp()
      where passkey = $1 and (counter < $2 or (counter = 0 and $2 = 0)) returning passkey`,
    [passkey, counter],
  );
  if (counted.length === 0) return 'copied';
  return (await isActive(tx, passkey)) ? 'right' : 'wrong';
}

export async function isActive(tx: Tx, passkey: string): Promise<boolean> {
  return (await tx.query(`select from passkey where id = $1 and status = 'active'`, [passkey])).length > 0;
}

/** What a browser is told of a person's active keys. */
export function credentialsOf(tx: Tx, person: string): Promise<{ id: string; transports: string[] }[]> {
  return tx.query(
    `select p.credential as id, k.transports from passkey p join passkey_key k on k.passkey = p.id
      where p.person = $1 and p.status = 'active' order by p.registered_at`,
    [person],
  );
}

/** An active person of a site in sight who has an active key; undefined where there is none. */
export async function keyHolderInSight(tx: Tx, username: string): Promise<string | undefined> {
  const [person] = await tx.query<{ id: string }>(
    `select p.id from person p join site s on s.id = p.site where p.username = $1 and p.status = 'active'
        and exists (select from passkey k where k.person = p.id and k.status = 'active')`,
    [username],
  );
  return person?.id;
}

/** When each was used last, by its id. */
export async function passkeyUses(tx: Tx): Promise<Map<string, Instant>> {
  const rows = await tx.query<{ passkey: string; at: Instant }>(
    `select passkey, to_char(used_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
       from passkey_key where used_at is not null`,
  );
  return new Map(rows.map(({ passkey, at }) => [passkey, at]));
}
