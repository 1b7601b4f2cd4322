import { Injectable } from '@nestjs/common';
import type { Refusal } from '../../kernel/refusal.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../ledger/index.js';
import type { Instant } from '../../kernel/ids.js';
import { type AccessSettings, FAILURE_MEMORY_MS, isAged, lockedUntil, type PersonState } from './domain/index.js';
import { HashSecret } from './hash-secret.service.js';
import { personStore } from './person.store.js';
import { RecordSecurity } from './record-security.service.js';
import {
  beginAttempt,
  type Checked,
  failedAttempts,
  forgiveAttempts,
  lockSecret,
  lockSecretOf,
} from './secret.store.js';

/** What a check is for: how its failure is recorded and by whom, and what it is refused with. */
export interface CheckPurpose {
  failure: 'sign-in.failed' | 'signing.failed' | 'password-change.failed' | 'account-link.failed';
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

/** Who it was; `aged`: their password is older than it may be. */
export interface Credited {
  state: PersonState;
  aged: boolean;
  now: Instant;
  /** what was stored of the password that was right */
  hash: string;
}

/**
 * Username and password, checked outside any other transaction. Whatever is wrong (nobody of that name, the password, a
 * lock, a disabled person) costs the same time and is refused the same; why, stands in the site's security stream.
 */
@Injectable()
export class CheckCredentials {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly secrets: HashSecret,
    private readonly security: RecordSecurity,
  ) {}

  async check(credentials: { username: string; password: string }, purpose: CheckPurpose): Promise<Credited> {
    const username = credentials.username.toLowerCase();
    const attempt = await this.database.write(SYSTEM_SCOPE, (tx) => this.begin(tx, username));
    const matches = await this.secrets.matches(credentials.password, attempt?.hash);
    return this.database.write(SYSTEM_SCOPE, async (tx): Promise<Credited> => {
      const credited = attempt === null ? null : await this.succeed(tx, attempt, matches);
      if (credited !== null) return credited;
      await this.recordFailure(tx, attempt, purpose);
      return purpose.refusal as never;
    });
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

  /** Null where it failed; a password that was changed or reset while it was compared is the wrong one now. */
  private async succeed(
    tx: Tx,
    { person: { id }, hash, open, aged, now }: Attempt & { now: Instant },
    matches: boolean,
  ): Promise<Credited | null> {
    const [current, state] = await Promise.all([lockSecret(tx, id), this.ledger.load(tx, personStore, id)]);
    if (!open || !matches || hash === undefined || current !== hash) return null;
    forgiveAttempts(tx, id);
    return { state, aged, now, hash };
  }

  private async recordFailure(tx: Tx, attempt: Attempt | null, { failure, by }: CheckPurpose): Promise<void> {
    if (attempt === null) return this.security.recordStranger(tx, by, failure, 'unknown-username');
    const { person, open, lockout } = attempt;
    const { at, now } = await failedAttempts(tx, person.id, FAILURE_MEMORY_MS);
    const until = lockedUntil(at, now, lockout);
    const why = open ? 'wrong-password' : person.status === 'disabled' ? 'disabled' : 'locked';
    await this.security.recordFailure(tx, person.site, by, {
      type: failure,
      values: { person: person.id, username: person.username, why, ...(until === null ? {} : { lockedUntil: until }) },
    });
    if (open && until !== null) await this.security.recordLock(tx, person, by, { until, failures: at.length });
  }
}
