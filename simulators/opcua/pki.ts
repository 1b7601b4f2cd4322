import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { OPCUACertificateManager } from 'node-opcua';

const VALIDITY_DAYS = 3650;

export interface UnitIdentity {
  /** DER */
  certificate: Buffer;
  /** SHA-1 of the DER as OPC UA uses it, lower-case hex */
  thumbprint: string;
  applicationUri: string;
  certificateFile: string;
  privateKeyFile: string;
}

export function unitApplicationUri(name: string): string {
  return `urn:ballroom:unit:${name}`;
}

/** The trust store in the unit's folder: nothing unknown is ever accepted by itself. */
export function certificateStore(dir: string, watched: boolean): OPCUACertificateManager {
  return new OPCUACertificateManager({
    rootFolder: path.join(dir, 'pki'),
    automaticallyAcceptUnknownCertificate: false,
    disableFileWatchers: !watched,
  });
}

/**
 * Makes the unit's key and self-signed certificate in `dir` (the unit's folder), or reads those that are there.
 * `hostname` is a name or an IP address by which clients reach it.
 */
export async function provisionUnit(unit: {
  dir: string;
  applicationUri: string;
  hostname: string;
}): Promise<UnitIdentity> {
  const store = certificateStore(unit.dir, false);
  await store.initialize();
  try {
    const certificateFile = path.join(store.rootDir, 'own/certs/certificate.pem');
    if (!fs.existsSync(certificateFile)) await makeCertificate(store, certificateFile, unit);
    const parsed = new X509Certificate(fs.readFileSync(certificateFile));
    const certificate = parsed.raw;
    const thumbprint = parsed.fingerprint.replaceAll(':', '').toLowerCase();
    return {
      certificate,
      thumbprint,
      applicationUri: unit.applicationUri,
      certificateFile,
      privateKeyFile: store.privateKey,
    };
  } finally {
    await store.dispose();
  }
}

async function makeCertificate(
  store: OPCUACertificateManager,
  file: string,
  unit: { applicationUri: string; hostname: string },
): Promise<void> {
  const outputFile = `${file}.next`;
  await store.createSelfSignedCertificate({
    applicationUri: unit.applicationUri,
    dns: [...new Set([unit.hostname, 'localhost', os.hostname()])],
    ip: ['127.0.0.1'],
    subject: { commonName: unit.applicationUri.split(':').at(-1) ?? 'unit', organization: 'Ballroom' },
    startDate: new Date(Date.now() - 86_400_000),
    validity: VALIDITY_DAYS,
    outputFile,
  });
  fs.renameSync(outputFile, file);
}

/** Puts a client's certificate (DER) into the trust folder of the unit in `dir`; a running unit sees it too. */
export async function trustClient(trust: { dir: string; certificate: Buffer }): Promise<void> {
  const store = certificateStore(trust.dir, false);
  await store.initialize();
  try {
    await store.trustCertificate(trust.certificate);
  } finally {
    await store.dispose();
  }
}
