import { Inject, Injectable } from '@nestjs/common';
import { generateAuthenticationOptions, generateRegistrationOptions } from '@simplewebauthn/server';
import { Refusal } from '../../kernel/refusal.js';
import { newToken } from '../../platform/clock/index.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { actorOf } from '../ledger/index.js';
import { CheckCredentials } from './check-credentials.service.js';
import { relyingParty, holderOf } from './domain/index.js';
import type { AskPasskeyDto, AskSigningDto, PasskeyOptionsDto } from './passkey.dto.js';
import {
  ALGORITHMS,
  CHALLENGE_MS,
  type ChallengeUse,
  credentialsOf,
  keepChallenge,
  keyHolderInSight,
} from './passkey.store.js';

/** Asks authenticators for something, each time anew. The key proves its person itself: by PIN, or by what is biometric. */
@Injectable()
export class AskPasskey {
  constructor(
    private readonly database: Database,
    private readonly credentials: CheckCredentials,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * For a further key of a person, which roams by default: a tablet's own belongs to the tablet, and gloves hide fingerprints.
   * Refuses with `password.wrong`.
   */
  async forRegistration(caller: Caller, { password, attachment: wished }: AskPasskeyDto): Promise<PasskeyOptionsDto> {
    const { person, session } = caller;
    const attachment = wished ?? 'cross-platform';
    const refusal = new Refusal('forbidden', 'password.wrong');
    const purpose = { failure: 'passkey-registration.failed', by: actorOf(caller), refusal } as const;
    await this.credentials.check({ username: person.username, password }, purpose);
    const { id: rpID, origin, name: rpName } = relyingParty(this.config.publicUrl);
    const challenge = newToken();
    const known = await this.keep(challenge, { purpose: 'registration', session }, person.id);
    const options = await generateRegistrationOptions({
      ...{ rpID, rpName, challenge: Buffer.from(challenge, 'base64url'), timeout: CHALLENGE_MS },
      ...{ userID: holderOf(person.id), userName: person.username, userDisplayName: person.name },
      excludeCredentials: known,
      supportedAlgorithmIDs: ALGORITHMS,
      authenticatorSelection: {
        authenticatorAttachment: attachment,
        residentKey: 'required',
        userVerification: 'required',
      },
      preferredAuthenticatorType: attachment === 'cross-platform' ? 'securityKey' : 'localDevice',
    });
    return { origin, options: { ...options } };
  }

  /** The key says whose it is, so nobody learns by asking who there is. */
  forSignIn(): Promise<PasskeyOptionsDto> {
    return this.ask({ purpose: 'sign-in' }, null);
  }

  /**
   * For one signature: of this content, with this meaning, from this session. Refuses with `passkey.none` where a person who is
   * named has none, is not active, or is out of the caller's sight: which, is not told.
   */
  async forSigning({ session, scope }: Caller, { username, meaning, hash }: AskSigningDto): Promise<PasskeyOptionsDto> {
    const use = { purpose: 'signing', session, meaning, content: hash } as const;
    if (username == null) return this.ask(use, null);
    const person = await this.database.read(scope, (tx) => keyHolderInSight(tx, username.toLowerCase()));
    if (person === undefined) throw new Refusal('conflict', 'passkey.none', { username });
    return this.ask(use, person);
  }

  private async ask(use: ChallengeUse, person: string | null): Promise<PasskeyOptionsDto> {
    const { id: rpID, origin } = relyingParty(this.config.publicUrl);
    const challenge = newToken();
    const allowCredentials = await this.keep(challenge, use, person);
    const options = await generateAuthenticationOptions({
      ...{ rpID, challenge: Buffer.from(challenge, 'base64url'), timeout: CHALLENGE_MS, userVerification: 'required' },
      allowCredentials,
    });
    return { origin, options: { ...options } };
  }

  private keep(challenge: string, use: ChallengeUse, person: string | null) {
    return this.database.write(SYSTEM_SCOPE, async (tx) => {
      await keepChallenge(tx, challenge, use, person);
      return person === null ? [] : credentialsOf(tx, person);
    });
  }
}
