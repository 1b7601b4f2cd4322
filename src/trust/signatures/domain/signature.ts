import { hashOf } from '../../../kernel/canonical-json.js';
import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { roleFor } from '../../identity/domain/index.js';
import { type Fact, type NewFact, put } from '../../ledger/domain/index.js';

/** A person who has just authenticated in full, to sign once. */
export interface Signer {
  /** id */
  person: string;
  username: string;
  name: string;
  roles: readonly string[];
  permissions: ReadonlySet<string>;
  /** by what they proved who they are; a passkey says who it is and asks for a PIN, so it is both components */
  by?: 'password' | 'passkey';
  /** their own session, where they sign in it */
  session?: string;
  /** id of the passkey, where it was one */
  passkey?: string;
  /** by the password alone: id of the signature by both components that was the first in the session (11.200(a)(1)(i)) */
  alone?: string;
}

/** A signature as it stands on its record: printed name, date, time and meaning (11.50), bound to a hash (11.70). */
export interface SignatureRow {
  id: string;
  /** id of the stream, without its kind */
  subjectStream: string;
  /** what on that stream was signed: a step's id, `recipe`, … */
  subject: string;
  meaning: string;
  person: string;
  username: string;
  name: string;
  role: string;
  /** of exactly what was shown and signed */
  hash: string;
  at: Instant;
  zone: string;
  /** what was signed has changed since: the record counts as unsigned */
  void: boolean;
}

export type SignatureValues = {
  signature: string;
  subject: string;
  meaning: string;
  person: string;
  username: string;
  name: string;
  role: string;
  hash: string;
  /** absent in signatures of before there were passkeys: `password` */
  by?: 'password' | 'passkey';
  /** id of the passkey, on the signer's own stream */
  passkey?: string;
  /** id of the signer's own session; absent at somebody else's tablet */
  session?: string;
  /** by the second component alone: id of the signature by both that was the first in the session (11.200(a)(1)(i)) */
  alone?: string;
  /** what was shown and signed, so that the hash can be made again from the record alone */
  content: unknown;
};

export type SignatureGiven = Fact<'signature.given', SignatureValues>;

/**
 * The fact of a signature over exactly `content` (11.70). Refuses one without a meaning, or in a role that the signer does
 * not hold.
 */
export function signatureGiven(
  signer: Signer,
  given: { id: string; subject: string; meaning: string; role: string; content: unknown },
): NewFact<'signature.given', SignatureValues> {
  const { id, subject, role, content } = given;
  const meaning = given.meaning.trim();
  if (meaning === '') throw new Refusal('invalid', 'signature.meaning-missing');
  if (!signer.roles.includes(role)) throw new Refusal('forbidden', 'signature.role-not-held', { role });
  const { person, username, name, by, passkey, session, alone } = signer;
  const values = {
    ...{ signature: id, subject, meaning, person, username, name, role, hash: hashOf(content), content },
    ...(by === undefined ? {} : { by }),
    ...(passkey === undefined ? {} : { passkey }),
    ...(session === undefined ? {} : { session }),
    ...(alone === undefined ? {} : { alone }),
  };
  return { type: 'signature.given', values };
}

/** The row of a `signature.given`; any other fact leaves the state as it is. */
export function applySignature<S extends { signature: Record<string, SignatureRow> }>(state: S, fact: Fact): S {
  if (fact.type !== 'signature.given') return state;
  const { signature: id, subject, meaning, person, username, name, role, hash } = (fact as SignatureGiven).values;
  const subjectStream = fact.stream.slice(fact.stream.indexOf('/') + 1);
  const signed = { subject, meaning, person, username, name, role, hash };
  const row = { id, subjectStream, ...signed, at: fact.at, zone: fact.zone, void: false };
  return put<{ signature: Record<string, SignatureRow> }, 'signature'>(state, 'signature', id, row) as S;
}

/** The role in which a signer may do something; refuses with `permission.missing`: checked again at signing (11.10(g)). */
export const signingRole = (signer: Signer, permission: string): string => roleFor(signer.roles, permission);

/** Refuses with `signature.content-changed` where what was signed is not what stands there now (11.70). */
export function refuseChangedContent(signedHash: string, content: unknown): void {
  if (hashOf(content) !== signedHash) throw new Refusal('conflict', 'signature.content-changed');
}
