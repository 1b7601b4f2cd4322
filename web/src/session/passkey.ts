import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  WebAuthnError,
} from '@simplewebauthn/browser';
import { newKey, order, send } from '../api/client.js';
import { noAnswer, Problem } from '../api/problem.js';
import type { PasskeyAnswer, PasskeyAsked, PersonShown, Session } from '../api/types.js';

/** What the browser or the key said no with, as a code of ours. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem)
    return error.code === 'session.not-authenticated' ? new Problem(error.status, 'passkey.refused') : error;
  const problem = (code: string): Problem => new Problem(400, code);
  if (error instanceof WebAuthnError) {
    if (error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return problem('passkey.known');
    if (error.code === 'ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT') return problem('passkey.no-pin');
    if (error.code === 'ERROR_AUTHENTICATOR_MISSING_DISCOVERABLE_CREDENTIAL_SUPPORT') return problem('passkey.no-room');
    if (error.code === 'ERROR_INVALID_DOMAIN' || error.code === 'ERROR_INVALID_RP_ID')
      return problem('passkey.unsupported');
  }
  const name = error instanceof Error ? error.name : '';
  return name === 'NotAllowedError' || name === 'AbortError' || error instanceof WebAuthnError
    ? problem('passkey.not-used')
    : noAnswer();
}

/** Asks the key; throws Problem. */
async function withKey<T>({ origin }: PasskeyAsked, ask: () => Promise<T>): Promise<T> {
  if (location.origin !== origin) throw new Problem(400, 'passkey.elsewhere', { origin });
  if (!browserSupportsWebAuthn()) throw new Problem(400, 'passkey.unsupported');
  return ask();
}

/** Whoever closes what asked for a key wants none any more. */
export const forgetKey = (): void => WebAuthnAbortService.cancelCeremony();

async function answerOf(asked: PasskeyAsked, wanted: () => boolean = () => true): Promise<PasskeyAnswer> {
  if (!wanted()) throw new Problem(400, 'passkey.not-used');
  const optionsJSON = asked.options as unknown as PublicKeyCredentialRequestOptionsJSON;
  const { id, response } = await withKey(asked, () => startAuthentication({ optionsJSON }));
  const { clientDataJSON: clientData, authenticatorData, signature, userHandle: holder } = response;
  return {
    ...{ credential: id, clientData, authenticatorData, signature },
    ...(holder === undefined ? {} : { holder }),
  };
}

/** Throws Problem, whatever it was. */
const told = <T>(work: () => Promise<T>): Promise<T> =>
  work().catch((error: unknown) => {
    throw problemOf(error);
  });

export const signInByKey = (): Promise<Session> =>
  told(async () => {
    const asked = await send(order('/api/session/challenge', {}, undefined), newKey());
    return send(order('/api/session/passkey', {}, await answerOf(asked)), newKey());
  });

/** For one signature; without a username the key says whose it is. `wanted`: whether whoever asked for it still waits. */
export const signByKey = (
  what: { username?: string; meaning: string; hash: string },
  wanted: () => boolean,
): Promise<PasskeyAnswer> =>
  told(async () => answerOf(await send(order('/api/me/signing-challenge', {}, what), newKey()), wanted));

/** A further key of whoever is signed in. */
export const addKey = (given: {
  password: string;
  name: string;
  attachment: 'cross-platform' | 'platform';
}): Promise<PersonShown> =>
  told(async () => {
    const { password, name, attachment } = given;
    const asked = await send(order('/api/me/passkeys/challenge', {}, { password, attachment }), newKey());
    const optionsJSON = asked.options as unknown as PublicKeyCredentialCreationOptionsJSON;
    const { id, response } = await withKey(asked, () => startRegistration({ optionsJSON }));
    const { clientDataJSON: clientData, attestationObject: attestation, transports = [] } = response;
    const made = { name, credential: id, clientData, attestation, transports };
    return send(order('/api/me/passkeys', {}, made), newKey());
  });

/** SHA-256 of a flat record as the server hashes it: members by name (RFC 8785). Only where passkeys work too. */
export async function hashOfFlat(content: Record<string, string>): Promise<string> {
  const sorted = Object.fromEntries(Object.entries(content).sort(([one], [other]) => (one < other ? -1 : 1)));
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(sorted)));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
