import { X509Certificate } from 'node:crypto';
import { type OPCUACertificateManager, type StatusCode, StatusCodes } from 'node-opcua';
import { systemNow } from '../../../platform/clock/index.js';
import type { CertificateFault } from '../domain/index.js';
import { applicationUriOf, isStrong, thumbprintOf } from './certificate.js';

export class CertificateRefused extends Error {
  constructor(
    readonly why: CertificateFault,
    readonly applicationUri: string | null,
    readonly thumbprint: string | null,
  ) {
    super(`certificate: ${why}`);
  }
}

/** Why a certificate (DER, with what it brings of its chain) opens no connection; each is trusted itself, none by its issuer. */
export async function faultOf(
  certificates: OPCUACertificateManager,
  certificate: Buffer,
): Promise<CertificateFault | null> {
  const status: string = await certificates.verifyCertificate(certificate);
  const parsed = new X509Certificate(certificate);
  const { validFromDate, validToDate } = parsed;
  const now = Date.parse(systemNow());
  if (!isStrong(parsed)) return 'too-weak';
  if (status === 'Good') return null;
  if (status === 'BadCertificateRevoked' || status === 'BadCertificateIssuerRevoked') return 'revoked';
  if (validToDate.getTime() <= now) return 'expired';
  if (validFromDate.getTime() > now) return 'not-yet-valid';
  switch (status) {
    case 'BadCertificateUntrusted':
      return 'not-trusted';
    case 'BadCertificateChainIncomplete':
      return 'issuer-unknown';
    case 'BadCertificateRevocationUnknown':
    case 'BadCertificateIssuerRevocationUnknown':
      return 'revocation-unknown';
    default:
      return 'not-valid';
  }
}

/** Where certificates are looked up, and unknown ones kept for a person to judge. */
interface Store {
  certificates: OPCUACertificateManager;
  keepStranger(chain: Buffer, thumbprint: string): Promise<void>;
}

/** What one connection asks of the certificate that answers it, before anything else is said: the unit's, trusted, in its time. */
export class UnitCheck {
  referenceCounter = 0;
  /** the certificate that was let in, with what it brought of its chain (DER) */
  accepted: { thumbprint: string; chain: Buffer } | null = null;
  refused: CertificateRefused | null = null;

  constructor(
    private readonly store: Store,
    private readonly applicationUri: string,
  ) {}

  async initialize(): Promise<void> {}
  async dispose(): Promise<void> {}

  /** Asked of our own certificate alone. */
  async verifyCertificate(): Promise<string> {
    return 'Good';
  }

  async checkCertificate(given: Buffer | Buffer[]): Promise<StatusCode> {
    let chain = Buffer.alloc(0);
    let applicationUri: string | null = null;
    let thumbprint: string | null = null;
    let why: CertificateFault | null = 'not-valid';
    try {
      chain = Buffer.concat([given].flat());
      applicationUri = applicationUriOf(chain);
      thumbprint = thumbprintOf(chain);
      why = await faultOf(this.store.certificates, chain);
      if (applicationUri !== this.applicationUri) why = 'application-uri';
    } catch {
      // no certificate at all
    }
    if (why === null && thumbprint !== null) {
      this.accepted = { thumbprint, chain };
      return StatusCodes.Good;
    }
    this.refused = new CertificateRefused(why ?? 'not-valid', applicationUri, thumbprint);
    if (thumbprint !== null) await this.store.keepStranger(chain, thumbprint);
    return StatusCodes.BadCertificateUntrusted;
  }
}
