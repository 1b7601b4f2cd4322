import { createPrivateKey, X509Certificate } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { OPCUACertificateManager } from 'node-opcua';
import type { Instant } from '../../../kernel/ids.js';
import { systemNow } from '../../../platform/clock/index.js';
import type { CertificateText } from '../domain/index.js';
import { textOf } from './certificate.js';

const DAY_MS = 86_400_000;
const VALID_DAYS = 3650;

/** A certificate of ours and its key. */
export interface OwnCertificate {
  text: CertificateText;
  /** DER */
  certificate: Buffer;
  certificateFile: string;
  privateKeyFile: string;
}

function read(certificateFile: string, privateKeyFile: string): OwnCertificate {
  const content = readFileSync(certificateFile);
  return { text: textOf(content), certificate: new X509Certificate(content).raw, certificateFile, privateKeyFile };
}

/** Makes a key where there is none, and a certificate for it, in a trust store's folder. */
async function make(certificates: OPCUACertificateManager, outputFile: string): Promise<void> {
  await certificates.initialize();
  await chmod(certificates.privateKey, 0o600);
  if (existsSync(outputFile)) return;
  const next = `${outputFile}.next`;
  await certificates.createSelfSignedCertificate({
    applicationUri: `urn:${hostname()}:ballroom`,
    dns: [hostname()],
    subject: { commonName: 'Ballroom', organization: 'Ballroom' },
    startDate: new Date(Date.parse(systemNow()) - DAY_MS),
    validity: VALID_DAYS,
    outputFile: next,
  });
  renameSync(next, outputFile);
}

/** Our certificate, and for a time after a rotation the one before it, for units that do not know the new one yet. */
export class OwnCertificates {
  private constructor(
    private readonly dir: string,
    private now: OwnCertificate,
    private before: { own: OwnCertificate; until: Instant } | null,
  ) {}

  /** `certificates`: of the same folder; its key and our certificate are made where they are missing. */
  static async open(dir: string, certificates: OPCUACertificateManager): Promise<OwnCertificates> {
    const { certificate, key, previous } = places(dir);
    await make(certificates, certificate);
    const next = nextIn(dir);
    // a rotation that ended between its two renames
    if (existsSync(next.certificate) && !isPair(certificate, key)) renameSync(next.certificate, certificate);
    const own = new OwnCertificates(dir, read(certificate, key), null);
    if (existsSync(previous.until)) {
      const { until } = JSON.parse(readFileSync(previous.until, 'utf8')) as { until: Instant };
      own.before = { own: read(previous.certificate, previous.key), until };
    }
    return own;
  }

  get current(): OwnCertificate {
    return this.now;
  }

  /** Null also once its time is over. */
  get previous(): { own: OwnCertificate; until: Instant } | null {
    return this.before !== null && this.before.until > systemNow() ? this.before : null;
  }

  /** What connections are opened with, first choice first. */
  get usable(): OwnCertificate[] {
    return [this.now, ...(this.previous === null ? [] : [this.previous.own])];
  }

  /** A new key and certificate, not yet ours. */
  async prepare(): Promise<CertificateText> {
    const { root, certificate } = nextIn(this.dir);
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const made = new OPCUACertificateManager({ rootFolder: root, disableFileWatchers: true });
    try {
      await make(made, certificate);
    } finally {
      await made.dispose();
    }
    return textOf(readFileSync(certificate));
  }

  /** What is prepared, whole, and not ours yet. */
  get prepared(): CertificateText | null {
    const { certificate, key } = nextIn(this.dir);
    try {
      return isPair(certificate, key) ? textOf(readFileSync(certificate)) : null;
    } catch {
      return null;
    }
  }

  /** What was prepared becomes ours; what was ours is kept until then. Where that ends in the middle, it can be done again. */
  install(until: Instant): void {
    const { certificate, key, previous } = places(this.dir);
    const next = nextIn(this.dir);
    if (this.prepared === null) throw new Error('no certificate is prepared');
    copyFileSync(key, previous.key);
    copyFileSync(certificate, previous.certificate);
    writeFileSync(previous.until, JSON.stringify({ until }));
    renameSync(next.key, key);
    renameSync(next.certificate, certificate);
    rmSync(next.root, { recursive: true, force: true });
    this.before = { own: read(previous.certificate, previous.key), until };
    this.now = read(certificate, key);
  }

  /** Nothing is opened with the one before any more; its key is deleted. */
  forgetPrevious(): void {
    this.before = null;
    const { until, key, certificate } = places(this.dir).previous;
    for (const file of [until, key, certificate]) rmSync(file, { force: true });
  }

  get keepsPrevious(): boolean {
    return this.before !== null;
  }
}

const places = (dir: string) => ({
  certificate: join(dir, 'own', 'certs', 'certificate.pem'),
  key: join(dir, 'own', 'private', 'private_key.pem'),
  previous: {
    certificate: join(dir, 'own', 'certs', 'previous.pem'),
    key: join(dir, 'own', 'private', 'previous_key.pem'),
    until: join(dir, 'own', 'certs', 'previous.json'),
  },
});

/** Among the secrets, which production looks through. */
function nextIn(dir: string) {
  const root = join(dir, 'own', 'private', 'next');
  const { certificate, key } = places(root);
  return { root, certificate, key };
}

const isPair = (certificate: string, key: string): boolean =>
  new X509Certificate(readFileSync(certificate)).checkPrivateKey(createPrivateKey(readFileSync(key)));
