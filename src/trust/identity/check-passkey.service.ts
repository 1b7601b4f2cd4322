import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { Refusal } from '../../kernel/refusal.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
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

/** What somebody gives to prove who they are, whichever it is. */
export interface Proof {
  /** null: nobody's that we know */
  username: string | null;
  by: 'password' | 'passkey';
  /** whether it is right; of a password, beside what is stored of it (undefined: nothing) */
  matches(stored: string | undefined): Promise<boolean>;
  /** counts its use; false where it was taken out of use, or copied, in the meantime */
  used(tx: Tx): Promise<boolean>;
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
      const never = () => Promise.resolve(false);
      return { username: null, by: 'passkey', matches: never, used: never, stands: never };
    }
    let counter = 0;
    return {
      username: key.username,
      by: 'passkey',
      matches: async () => {
        const meant = taken !== undefined && (taken.person === null || taken.person === key.person);
        const said = meant ? await this.verified(given, challenge, key) : null;
        counter = said ?? 0;
        return said !== null;
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
    if (holder !== undefined && holder !== own) return null;
    if (hashOfKey(key.publicKey) !== key.publicKeyHash) return null;
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: {
          ...{ id, rawId: id, type: 'public-key', clientExtensionResults: {} },
          response: { clientDataJSON, authenticatorData, signature },
        },
        ...{ expectedChallenge: challenge, expectedOrigin, expectedRPID, requireUserVerification: true },
        credential: { id, publicKey: new Uint8Array(key.publicKey), counter: key.counter },
      });
      return verified ? authenticationInfo.newCounter : null;
    } catch {
      return null;
    }
  }

  /** A new key of the person of a session, who asked for it there. Refuses with `passkey.not-accepted`. */
  async registered(tx: Tx, given: RegisterPasskeyDto, by: { session: string; person: string }): Promise<NewKey> {
    const { id: expectedRPID, origin: expectedOrigin } = relyingParty(this.config.publicUrl);
    const challenge = challengeIn(given.clientData);
    const refusal = new Refusal('unprocessable', 'passkey.not-accepted');
    if ((await takeChallenge(tx, challenge, { purpose: 'registration', ...by })) === undefined) throw refusal;
    const { credential: id, clientData: clientDataJSON, attestation: attestationObject } = given;
    const answered = await verifyRegistrationResponse({
      response: {
        ...{ id, rawId: id, type: 'public-key', clientExtensionResults: {} },
        response: { clientDataJSON, attestationObject },
      },
      ...{ expectedChallenge: challenge, expectedOrigin, expectedRPID, requireUserVerification: true },
      supportedAlgorithmIDs: ALGORITHMS,
    }).catch(() => ({ verified: false as const }));
    if (!answered.verified) throw refusal;
    const { id: credential, publicKey, counter } = answered.registrationInfo.credential;
    return { credential, publicKey: Buffer.from(publicKey), publicKeyHash: hashOfKey(publicKey), counter };
  }
}
