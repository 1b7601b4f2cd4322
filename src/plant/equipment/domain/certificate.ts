import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import type { UnitRow } from './rows.js';

/** Why a certificate does not open a connection. `application-uri`: it is another unit's, or names none. */
export type CertificateFault =
  | 'application-uri'
  | 'not-trusted'
  | 'expired'
  | 'not-yet-valid'
  | 'revoked'
  | 'revocation-unknown'
  | 'issuer-unknown'
  | 'too-weak'
  | 'not-valid';

/** What a certificate says of itself. */
export interface CertificateText {
  /** SHA-1 of the DER, as units show it */
  thumbprint: string;
  sha256: string;
  subject: string;
  issuer: string;
  /** URI in its subjectAltName; null where it has none */
  applicationUri: string | null;
  validFrom: Instant;
  validTo: Instant;
}

/** Another's certificate as we keep it: nothing is `trusted` that nobody has trusted. */
export interface KeptCertificate extends CertificateText {
  state: 'trusted' | 'rejected';
  /** when its file was written: seen first, or put here */
  keptSince: Instant;
}

export interface CertificateFacts {
  /** `units`: codes of those that are to answer with its application URI */
  'certificate.trusted': { certificate: CertificateText; units: string[] };
  'certificate.rejected': { certificate: CertificateText; units: string[] };
  /** our own; the one before is kept until then at the longest */
  'certificate.rotated': { was: CertificateText; is: CertificateText; keptUntil: Instant };
}

type CertificateFact<T extends keyof CertificateFacts> = NewFact<T, CertificateFacts[T]>;

/** Whether a unit is to answer with that application URI. */
export const answersAs =
  (applicationUri: string | null) =>
  ({ connector }: Pick<UnitRow, 'connector'>): boolean =>
    connector.kind === 'opcua' && connector.applicationUri === applicationUri;

function textOf({ thumbprint, sha256, subject, issuer, applicationUri, validFrom, validTo }: CertificateText) {
  return { thumbprint, sha256, subject, issuer, applicationUri, validFrom, validTo };
}

/** Refuses with `certificate.already-trusted`, and with `certificate.unusable` one that opens no connection even if trusted. */
export function decideTrust(
  certificate: KeptCertificate,
  fault: CertificateFault | null,
  units: string[],
  reason: string,
): [CertificateFact<'certificate.trusted'>] {
  const { thumbprint, state } = certificate;
  if (state === 'trusted') throw new Refusal('conflict', 'certificate.already-trusted', { thumbprint });
  if (fault !== null && fault !== 'not-trusted')
    throw new Refusal('unprocessable', 'certificate.unusable', { thumbprint, why: fault });
  return [{ type: 'certificate.trusted', values: { certificate: textOf(certificate), units }, reason }];
}

/** Refuses with `certificate.already-rejected`. */
export function decideReject(
  certificate: KeptCertificate,
  units: string[],
  reason: string,
): [CertificateFact<'certificate.rejected'>] {
  const { thumbprint, state } = certificate;
  if (state === 'rejected') throw new Refusal('conflict', 'certificate.already-rejected', { thumbprint });
  return [{ type: 'certificate.rejected', values: { certificate: textOf(certificate), units }, reason }];
}

/** Refuses with `certificate.rotating` while the one before the present one is still kept. */
export function checkRotate({ thumbprint }: CertificateText, previous: CertificateText | null): void {
  if (previous !== null)
    throw new Refusal('conflict', 'certificate.rotating', { thumbprint, previous: previous.thumbprint });
}

export function decideRotate(
  was: CertificateText,
  is: CertificateText,
  keptUntil: Instant,
  reason: string,
): [CertificateFact<'certificate.rotated'>] {
  return [{ type: 'certificate.rotated', values: { was: textOf(was), is: textOf(is), keptUntil }, reason }];
}

/** A fact of the trust store, as it stands. */
export type CertificateStated = {
  [T in keyof CertificateFacts]: { type: T; values: CertificateFacts[T] };
}[keyof CertificateFacts];

/** Certificates as they lie in the folder at a start. */
export interface FoundCertificates {
  kept: readonly KeptCertificate[];
  own: CertificateText;
  /** made for a rotation, and not ours */
  prepared: CertificateText | null;
}

/** What a start has to do, so that the folder is what the facts say. */
export interface Settlement {
  /** rejected, and still among the trusted ones */
  reject: CertificateText[];
  /** trusted, and among the rejected ones: by an end in the middle, or by hand, which nobody can tell; a person trusts it again */
  untrusted: CertificateText[];
  /** what is prepared becomes ours, and the one before is kept until then */
  install: Instant | null;
  /** the one that ours was exchanged for, which is not there: the folder is older, or another server's copy of it */
  missing: CertificateText | null;
  /** ours is one that was never stated, and the one that was is not there */
  facts: CertificateFact<'certificate.rotated'>[];
}

const NOT_THERE = 'found at the start: the certificate that was stated is not in the folder';

/** What a crash between a fact and its effect has left undone. A rejection holds; nothing is trusted by itself. */
export function settle(stated: readonly CertificateStated[], found: FoundCertificates, now: Instant): Settlement {
  const judged = new Map<string, KeptCertificate['state']>();
  const named = new Set<string>();
  let rotated: CertificateFacts['certificate.rotated'] | null = null;
  for (const fact of stated)
    switch (fact.type) {
      case 'certificate.trusted':
        judged.set(fact.values.certificate.thumbprint, 'trusted');
        break;
      case 'certificate.rejected':
        judged.set(fact.values.certificate.thumbprint, 'rejected');
        break;
      case 'certificate.rotated':
        rotated = fact.values;
        named.add(rotated.was.thumbprint).add(rotated.is.thumbprint);
    }
  const against = (state: KeptCertificate['state']) =>
    found.kept.filter((one) => one.state !== state && judged.get(one.thumbprint) === state);
  const isOurs = rotated === null || rotated.is.thumbprint === found.own.thumbprint;
  const isPrepared = !isOurs && rotated!.is.thumbprint === found.prepared?.thumbprint;
  const isGone = !isOurs && !isPrepared;
  const isNamed = named.has(found.own.thumbprint);
  return {
    reject: against('rejected'),
    untrusted: against('trusted'),
    install: isPrepared ? rotated!.keptUntil : null,
    missing: isGone && isNamed ? rotated!.is : null,
    facts: isGone && !isNamed ? decideRotate(rotated!.is, found.own, now, NOT_THERE) : [],
  };
}
