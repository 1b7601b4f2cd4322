import { createHash, X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../../kernel/ids.js';
import type { CertificateText } from '../domain/index.js';

/** A name of a subjectAltName as Node writes them; one that holds a comma or a quote is a JSON text. */
const NAME = /(?:^|, )([^:]*):("(?:[^"\\]|\\.)*"|[^,]*)(?=, |$)/g;

/** The URI in the subjectAltName of a certificate (DER), null where there is none, or more than the one that OPC UA has there. */
export function applicationUriOf(certificate: Buffer): string | null {
  const names = [...(new X509Certificate(certificate).subjectAltName ?? '').matchAll(NAME)];
  const [uri, ...others] = names.flatMap(([, kind, name]) => (kind === 'URI' ? [name!] : []));
  if (uri === undefined || others.length > 0) return null;
  return uri.startsWith('"') ? (JSON.parse(uri) as string) : uri;
}

/** Whether its key and signature are what OPC UA's security policies take: RSA of 2048 bits or more, and no SHA-1. */
export function isStrong({ publicKey, signatureAlgorithm }: X509Certificate): boolean {
  const isLong = (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
  return publicKey.asymmetricKeyType === 'rsa' && isLong && !/md5|sha1/i.test(signatureAlgorithm ?? 'sha1');
}

/** SHA-1 of a certificate (DER), lower-case hex: how OPC UA names one. */
export const thumbprintOf = (certificate: Buffer): string =>
  createHash('sha1').update(new X509Certificate(certificate).raw).digest('hex');

const instantOf = (date: Date): Instant => date.toISOString();
const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ');

/** What a certificate says of itself; DER, or PEM of which the first counts. */
export function textOf(content: Buffer): CertificateText {
  const parsed = new X509Certificate(content);
  return {
    thumbprint: thumbprintOf(parsed.raw),
    sha256: createHash('sha256').update(parsed.raw).digest('hex'),
    subject: oneLine(parsed.subject),
    issuer: oneLine(parsed.issuer),
    applicationUri: applicationUriOf(parsed.raw),
    validFrom: instantOf(parsed.validFromDate),
    validTo: instantOf(parsed.validToDate),
  };
}

/** A certificate in a folder, its DER, and when its file was written. */
export interface FiledCertificate {
  text: CertificateText;
  certificate: Buffer;
  keptSince: Instant;
  file: string;
}

/** The certificates in a folder; a file that holds none is left out. */
export async function certificatesIn(folder: string): Promise<FiledCertificate[]> {
  const found: FiledCertificate[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name);
    try {
      const content = await readFile(file);
      const keptSince = instantOf((await stat(file)).mtime);
      found.push({ text: textOf(content), certificate: new X509Certificate(content).raw, keptSince, file });
    } catch {
      continue; // no certificate, or moved in this moment
    }
  }
  return found.sort((a, b) => a.text.subject.localeCompare(b.text.subject));
}
