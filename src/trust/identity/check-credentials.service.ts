import { Injectable } from '@nestjs/common';
import type { Refusal } from '../../kernel/refusal.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../ledger/index.js';
import type { Instant } from '../../kernel/ids.js';
import { type AccessSettings, FAILURE_MEMORY_MS, isAged, lockedUntil, type PersonState } from './domain/index.js';
import { HashSecret } from './hash-secret.service.js';
import { CheckPasskey, type Proof, type Verdict } from './check-passkey.service.js';
import type { PasskeyAssertionDto } from './passkey.dto.js';
import type { ChallengeUse } from './passkey.store.js';
import { personStore } from './person.store.js';
import { RecordSecurity } from './record-security.service.js';
import {
  beginAttempt,
  type Checked,
  failedAttempts,
  forgetAttempt,
  forgiveAttempts,
  lockSecret,
  lockSecretOf,
} from './secret.store.js';

/** What a check is for: how its failure is recorded and by whom, and what it is refused with. */
export interface CheckPurpose {
  failure: `${'sign-in' | 'signing' | 'password-change' | 'account-link' | 'passkey-registration'}.failed`;
  by: Actor;
  refusal: Refusal;
}

interface Attempt {
  person: Checked;
  hash: string | undefined;
  open: boolean;
  aged: boolean;
  lockout: AccessSettings['lockout'];
}

export type Credentials = { username: string; password: string } | { passkey: PasskeyAssertionDto; over: ChallengeUse };

/** Who it was; `aged`: their password is older than it may be. */
export interface Credited {
  state: PersonState;
  aged: boolean;
  now: Instant;
  by: Proof['by'];
  /** id of the key, where it was one */
  passkey?: string;
  /** whether what was given would still do, asked with the person's secret locked until the transaction ends */
  stands: (tx: Tx) => Promise<boolean>;
}

/**
 * Username and password, or a passkey, checked outside any other transaction. Whatever is wrong (nobody of that name, the
 * password, a lock, a disabled person) costs the same time and is refused the same; why, stands in the site's security stream.
 */
@Injectable()
export class CheckCredentials {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly secrets: HashSecret,
    private readonly security: RecordSecurity,
    private readonly passkeys: CheckPasskey,
  ) {}

  async check(credentials: Credentials, purpose: CheckPurpose): Promise<Credited> {
    const proof = await this.proofOf(credentials);
    const { username } = proof;
    const attempt =
      username === null ? null : await this.database.write(SYSTEM_SCOPE, (tx) => this.begin(tx, username));
    const verdict = await proof.verdict(attempt?.hash);
    return this.database.write(SYSTEM_SCOPE, async (tx): Promise<Credited> => {
      const credited = attempt === null ? 'wrong' : await this.succeed(tx, attempt, proof, verdict);
      if (typeof credited !== 'string') return credited;
      await this.recordFailure(tx, attempt, purpose, proof, credited);
      return purpose.refusal as never;
    });
  }

  private async proofOf(given: Credentials): Promise<Proof> {
    if ('passkey' in given) return this.passkeys.proofOf(given.passkey, given.over);
    return {
      ...{ username: given.username.toLowerCase(), by: 'password', stands: () => Promise.resolve(true) },
      used: () => Promise.resolve('right'),
      verdict: async (stored) => ((await this.secrets.matches(given.password, stored)) ? 'right' : 'wrong'),
    };
  }

  private async begin(tx: Tx, username: string): Promise<(Attempt & { now: Instant }) | null> {
    const found = await lockSecretOf(tx, username, FAILURE_MEMORY_MS);
    if (found === null) return null;
    const { person, hash, setAt, settings } = found;
    const { at, now } = found.attempts;
    const { lockout, password } = settings;
    const open = person.status === 'active' && lockedUntil(at, now, lockout) === null;
    if (open) beginAttempt(tx, person.id, FAILURE_MEMORY_MS);
    return { person, hash, open, lockout, aged: isAged(password, setAt, now), now };
  }

  /** What it was where it failed; a password that was changed or reset while it was compared is the wrong one now. */
  private async succeed(
    tx: Tx,
    { person: { id }, hash, open, aged, now }: Attempt & { now: Instant },
    proof: Proof,
    verdict: Verdict,
  ): Promise<Credited | Verdict> {
    const [current, state] = await Promise.all([lockSecret(tx, id), this.ledger.load(tx, personStore, id)]);
    if (!open || hash === undefined || current !== hash) return 'wrong';
    const used = verdict === 'right' ? await proof.used(tx) : verdict;
    if (used !== 'right') return used;
    forgiveAttempts(tx, id);
    const { by, passkey } = proof;
    const stands = async (later: Tx) => (await lockSecret(later, id)) === hash && (await proof.stands(later));
    return { state, aged, now, by, ...(passkey === undefined ? {} : { passkey }), stands };
  }

  private async recordFailure(
    tx: Tx,
    attempt: Attempt | null,
    { failure, by }: CheckPurpose,
    { by: given, passkey }: Proof,
    verdict: Verdict,
  ): Promise<void> {
    const stranger = given === 'password' ? 'unknown-username' : 'unknown-passkey';
    if (attempt === null) return this.security.recordStranger(tx, by, failure, stranger);
    const { person, open, lockout } = attempt;
    // whoever took too long has guessed nothing
    if (open && verdict === 'late') await forgetAttempt(tx, person.id);
    const { at, now } = await failedAttempts(tx, person.id, FAILURE_MEMORY_MS);
    const until = lockedUntil(at, now, lockout);
    const why = open ? `${verdict}-${given}` : person.status === 'disabled' ? 'disabled' : 'locked';
    const whose = { person: person.id, username: person.username, ...(passkey === undefined ? {} : { passkey }) };
    await this.security.recordFailure(tx, person.site, by, {
      type: failure,
      values: { ...whose, why, ...(until === null ? {} : { lockedUntil: until }) },
    });
    if (open && verdict === 'copied') await this.security.recordCopy(tx, person.site, by, whose);
    if (open && until !== null) await this.security.recordLock(tx, person, by, { until, failures: at.length });
  }
}
