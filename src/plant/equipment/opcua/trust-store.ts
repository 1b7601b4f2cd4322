import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { OPCUACertificateManager } from 'node-opcua';
import { systemNow } from '../../../platform/clock/index.js';

const DAY_MS = 86_400_000;
const VALID_DAYS = 3650;

/** Our own certificate and the ones we trust. Unknown ones go to `rejected/` and are never accepted by themselves. */
export interface TrustStore {
  certificates: OPCUACertificateManager;
  certificateFile: string;
  privateKeyFile: string;
  /** DER */
  certificate: Buffer;
  /** the URI in our certificate's subjectAltName, which OPC UA wants to be our application URI */
  applicationUri: string;
}

/** The URI in the subjectAltName of a certificate (DER), null where there is none. */
export function applicationUriOf(certificate: Buffer): string | null {
  const names = new X509Certificate(certificate).subjectAltName?.split(', ') ?? [];
  return names.find((name) => name.startsWith('URI:'))?.slice(4) ?? null;
}

/** Opens the trust store in a folder (`<data>/pki`), made with key and certificate where it is missing. Dispose its certificates. */
export async function openTrustStore(dir: string, { watched = true } = {}): Promise<TrustStore> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const certificates = new OPCUACertificateManager({
    rootFolder: dir,
    automaticallyAcceptUnknownCertificate: false,
    disableFileWatchers: !watched,
  });
  await certificates.initialize();
  await chmod(certificates.privateKey, 0o600);
  const certificateFile = join(dir, 'own', 'certs', 'certificate.pem');
  if (!existsSync(certificateFile)) await makeCertificate(certificates, certificateFile);
  const certificate = new X509Certificate(readFileSync(certificateFile)).raw;
  return {
    certificates,
    certificateFile,
    privateKeyFile: certificates.privateKey,
    certificate,
    applicationUri: applicationUriOf(certificate)!,
  };
}

async function makeCertificate(certificates: OPCUACertificateManager, file: string): Promise<void> {
  const next = `${file}.next`;
  await certificates.createSelfSignedCertificate({
    applicationUri: `urn:${hostname()}:ballroom`,
    dns: [hostname()],
    subject: { commonName: 'Ballroom', organization: 'Ballroom' },
    startDate: new Date(Date.parse(systemNow()) - DAY_MS),
    validity: VALID_DAYS,
    outputFile: next,
  });
  renameSync(next, file);
}

/** Makes this server's OPC UA certificate in a folder (`<data>/pki`), or reads the one that is there; units are to trust it. */
export async function provisionClient(dir: string): Promise<{ certificate: Buffer; applicationUri: string }> {
  const { certificates, certificate, applicationUri } = await openTrustStore(dir, { watched: false });
  await certificates.dispose();
  return { certificate, applicationUri };
}

/** Trusts a unit's certificate (DER) from now on; a running server sees it too. */
export async function trustServer(dir: string, certificate: Buffer): Promise<void> {
  const { certificates } = await openTrustStore(dir, { watched: false });
  await certificates.trustCertificate(certificate);
  await certificates.dispose();
}
