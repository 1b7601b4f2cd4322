import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
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
  private now: OwnCertificate;
  private before: { own: OwnCertificate; until: Instant } | null;
  /** which files these are of */
  private seen: string;

  private constructor(private readonly dir: string) {
    this.seen = stampOf(dir);
    [this.now, this.before] = inFolder(dir);
  }

  /** `certificates`: of the same folder; its key and our certificate are made where they are missing. */
  static async open(dir: string, certificates: OPCUACertificateManager): Promise<OwnCertificates> {
    const { certificate, key, previous } = places(dir);
    await make(certificates, certificate);
    const next = nextIn(dir);
    // a rotation that ended between its two renames
    if (existsSync(next.certificate) && !isPair(certificate, key)) renameSync(next.certificate, certificate);
    try {
      return new OwnCertificates(dir);
    } catch {
      // cut by power loss; units that do not know the present one have to be told
      rmSync(previous.until, { force: true });
      return new OwnCertificates(dir);
    }
  }

  get current(): OwnCertificate {
    this.look();
    return this.now;
  }

  /** Null also once its time is over. */
  get previous(): { own: OwnCertificate; until: Instant } | null {
    this.look();
    return this.before !== null && this.before.until > systemNow() ? this.before : null;
  }

  /** What connections are opened with, first choice first. */
  get usable(): OwnCertificate[] {
    return [this.current, ...(this.previous === null ? [] : [this.previous.own])];
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
    if (this.prepared === null) {
      const { thumbprint } = this.now.text;
      // by another server on the folder that started in between
      if (this.current.text.thumbprint !== thumbprint) return;
      throw new Error('no certificate is prepared');
    }
    copyFileSync(key, previous.key);
    copyFileSync(certificate, previous.certificate);
    writeFileSync(`${previous.until}.next`, JSON.stringify({ until }));
    renameSync(`${previous.until}.next`, previous.until);
    renameSync(next.key, key);
    renameSync(next.certificate, certificate);
    rmSync(next.root, { recursive: true, force: true });
    this.look();
  }

  /** Nothing is opened with the one before any more; its key is deleted. */
  forgetPrevious(): void {
    const { until, key, certificate } = places(this.dir).previous;
    for (const file of [until, key, certificate]) rmSync(file, { force: true });
    this.look();
  }

  get keepsPrevious(): boolean {
    this.look();
    return this.before !== null;
  }

  /** Another server on the folder may have changed them; one that is in the middle of it has not yet. */
  private look(): void {
    const seen = stampOf(this.dir);
    if (seen === this.seen) return;
    const { certificate, key } = places(this.dir);
    try {
      if (!isPair(certificate, key)) return;
      [this.now, this.before] = inFolder(this.dir);
      this.seen = seen;
    } catch {
      // a file is just being replaced
    }
  }
}

/** Ours, and the one before with its time while that is kept. */
function inFolder(dir: string): [OwnCertificate, { own: OwnCertificate; until: Instant } | null] {
  const { certificate, key, previous } = places(dir);
  const now = read(certificate, key);
  if (!existsSync(previous.until)) return [now, null];
  const { until } = JSON.parse(readFileSync(previous.until, 'utf8')) as { until: Instant };
  return [now, { own: read(previous.certificate, previous.key), until }];
}

/** Another text where a file is another one. */
function stampOf(dir: string): string {
  const { certificate, previous } = places(dir);
  const stats = [certificate, previous.until].map((file) => statSync(file, { throwIfNoEntry: false }));
  return stats.map((stat) => `${stat?.ino} ${stat?.mtimeMs}`).join();
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
