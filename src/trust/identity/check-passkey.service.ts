import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { actorOf } from '../ledger/index.js';
import { relyingParty, holderOf } from './domain/index.js';
import type { PasskeyAssertionDto, RegisterPasskeyDto } from './passkey.dto.js';
import {
  ALGORITHMS,
  type ChallengeUse,
  countUse,
  isActive,
  keyOf,
  type StoredKey,
  takeChallenge,
} from './passkey.store.js';
import { siteOf } from './person.store.js';
import { RecordSecurity } from './record-security.service.js';

const hashOfKey = (key: Uint8Array): string => createHash('sha256').update(key).digest('hex');

/** The challenge that an authenticator says it answered; empty where it says nothing of the kind. */
function challengeIn(clientData: string): string {
  try {
    const said = JSON.parse(Buffer.from(clientData, 'base64url').toString()) as { challenge?: unknown };
    return typeof said.challenge === 'string' ? said.challenge : '';
  } catch {
    return '';
  }
}

/** How a proof turned out. `late`: right, but for how long it took; `copied`: right, from a key that did not count on. */
export type Verdict = 'right' | 'wrong' | 'late' | 'copied';

/** What somebody gives to prove who they are, whichever it is. */
export interface Proof {
  /** null: nobody's that we know */
  username: string | null;
  by: 'password' | 'passkey';
  /** id of the key */
  passkey?: string;
  /** whether it is right; of a password, beside what is stored of it (undefined: nothing) */
  verdict(stored: string | undefined): Promise<Verdict>;
  /** counts its use, where it was not taken out of use, or copied, in the meantime */
  used(tx: Tx): Promise<Verdict>;
  /** whether it is in use still */
  stands(tx: Tx): Promise<boolean>;
}

/** A new key, as its authenticator made it. */
export interface NewKey {
  credential: string;
  publicKey: Buffer;
  publicKeyHash: string;
  counter: number;
}

/** What authenticators answer: to our challenge, from our own address, by whoever proved themselves to the key. */
@Injectable()
export class CheckPasskey {
  constructor(
    private readonly database: Database,
    private readonly security: RecordSecurity,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Whose a key is, and whether its answer is right. The challenge is taken by asking, right or wrong. */
  async proofOf(given: PasskeyAssertionDto, use: ChallengeUse): Promise<Proof> {
    const challenge = challengeIn(given.clientData);
    const [taken, key] = await this.database.write(SYSTEM_SCOPE, async (tx) => [
      await takeChallenge(tx, challenge, use),
      await keyOf(tx, given.credential),
    ]);
    if (key === undefined) {
      const wrong = () => Promise.resolve('wrong' as const);
      return { username: null, by: 'passkey', verdict: wrong, used: wrong, stands: () => Promise.resolve(false) };
    }
    let counter = 0;
    return {
      ...{ username: key.username, by: 'passkey', passkey: key.passkey },
      verdict: async () => {
        const meant = taken !== undefined && (taken.person === null || taken.person === key.person);
        const said = meant ? await this.verified(given, challenge, key) : null;
        if (said === null) return 'wrong';
        counter = said;
        if (said <= key.counter && key.counter + said > 0) return 'copied';
        return taken?.late === true ? 'late' : 'right';
      },
      used: (tx) => countUse(tx, key.passkey, counter),
      stands: (tx) => isActive(tx, key.passkey),
    };
  }

  /** How often the key says it was used; null where its answer is wrong. */
  private async verified(given: PasskeyAssertionDto, challenge: string, key: StoredKey): Promise<number | null> {
    const { id: expectedRPID, origin: expectedOrigin } = relyingParty(this.config.publicUrl);
    const { credential: id, clientData: clientDataJSON, authenticatorData, signature, holder } = given;
    const own = Buffer.from(holderOf(key.person)).toString('base64url');
    if (holder != null && holder !== own) return null;
    if (hashOfKey(key.publicKey) !== key.publicKeyHash) return null;
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: {
          ...{ id, rawId: id, type: 'public-key', clientExtensionResults: {} },
          response: { clientDataJSON, authenticatorData, signature },
        },
        ...{ expectedChallenge: challenge, expectedOrigin, expectedRPID, requireUserVerification: true },
        // whether the counter has grown is asked apart, for that is told apart
        credential: { id, publicKey: new Uint8Array(key.publicKey), counter: 0 },
      });
      return verified ? authenticationInfo.newCounter : null;
    } catch {
      return null;
    }
  }

  /** A new key of the person of a session, who asked for it there; null, and recorded, where it is none. The challenge is taken either way. */
  async registered(tx: Tx, given: RegisterPasskeyDto, caller: Caller): Promise<NewKey | null> {
    const { person, session } = caller;
    const challenge = challengeIn(given.clientData);
    const taken = await takeChallenge(tx, challenge, { purpose: 'registration', session });
    const asked = taken?.person === person.id && !taken.late;
    const key = asked ? await this.verifiedNew(given, challenge) : null;
    if (key !== null) return key;
    const { id, username } = person;
    const values = { person: id, username, why: taken?.late === true ? 'late-passkey' : 'wrong-passkey' };
    const failure = { type: 'passkey-registration.failed', values };
    await this.security.recordFailure(tx, await siteOf(tx, id), actorOf(caller), failure);
    return null;
  }

  private async verifiedNew(given: RegisterPasskeyDto, challenge: string): Promise<NewKey | null> {
    const { id: expectedRPID, origin: expectedOrigin } = relyingParty(this.config.publicUrl);
    const { credential: id, clientData: clientDataJSON, attestation: attestationObject } = given;
    const answered = await verifyRegistrationResponse({
      response: {
        ...{ id, rawId: id, type: 'public-key', clientExtensionResults: {} },
        response: { clientDataJSON, attestationObject },
      },
      ...{ expectedChallenge: challenge, expectedOrigin, expectedRPID, requireUserVerification: true },
      supportedAlgorithmIDs: ALGORITHMS,
    }).catch(() => ({ verified: false as const }));
    if (!answered.verified) return null;
    const { id: credential, publicKey, counter } = answered.registrationInfo.credential;
    return { credential, publicKey: Buffer.from(publicKey), publicKeyHash: hashOfKey(publicKey), counter };
  }
}
