import { mkdirSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { OPCUACertificateManager } from 'node-opcua';
import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { CertificateFault, CertificateText, KeptCertificate } from '../domain/index.js';
import { certificatesIn, type FiledCertificate } from './certificate.js';
import { Judgements } from './judgements.js';
import { OwnCertificates } from './own-certificates.js';
import { faultOf } from './unit-check.js';

/** A certificate that answered at a unit's address and was refused, when last. */
export interface Sighting {
  thumbprint: string;
  unit: Uuid;
  endpoint: string;
  at: Instant;
  why: CertificateFault;
}

/** Certificates of strangers that are kept for a person to look at: a stranger decides how many there are. */
const MOST_STRANGERS = 200;

/** Kept since the server's start. */
const MOST_SIGHTINGS = 500;

/** Our own certificate and the ones we trust. Unknown ones go to `rejected/` and are never accepted by themselves. */
export class TrustStore {
  private sightings: Sighting[] = [];
  private readonly judgements: Judgements;
  private dropped = 0;

  constructor(
    readonly certificates: OPCUACertificateManager,
    readonly own: OwnCertificates,
    private readonly most = MOST_STRANGERS,
  ) {
    this.judgements = new Judgements(certificates.rootDir);
  }

  /** How many of strangers had to make room for later ones since the server's start. */
  get leftOut(): number {
    return this.dropped;
  }

  /** An unknown one is kept for a person to judge. Where there are too many, the oldest that nobody has judged makes room. */
  async keepStranger(chain: Buffer, thumbprint: string): Promise<void> {
    const { trustedFolder, rejectedFolder } = this.certificates;
    const [trusted, rejected] = [await certificatesIn(trustedFolder), await certificatesIn(rejectedFolder)];
    if ([...trusted, ...rejected].some(({ text }) => text.thumbprint === thumbprint)) return;
    const judged = this.judgements.read();
    const strangers = rejected
      .filter(({ text }) => !judged.has(text.thumbprint))
      .sort((a, b) => (a.keptSince < b.keptSince ? -1 : 1));
    for (const { file } of strangers.slice(0, Math.max(0, strangers.length + 1 - this.most))) {
      await rm(file, { force: true });
      this.dropped++;
    }
    await this.certificates.rejectCertificate(chain);
  }

  /** Certificates of others, trusted ones first. */
  async kept(): Promise<KeptCertificate[]> {
    const { trustedFolder, rejectedFolder } = this.certificates;
    const own = new Set(this.own.usable.map(({ text }) => text.thumbprint));
    const as = (state: KeptCertificate['state'], filed: FiledCertificate[]): KeptCertificate[] =>
      filed.map(({ text, keptSince }) => ({ ...text, state, keptSince }));
    const all = [
      ...as('trusted', await certificatesIn(trustedFolder)),
      ...as('rejected', await certificatesIn(rejectedFolder)),
    ];
    return all.filter(({ thumbprint }) => !own.has(thumbprint));
  }

  /** Certificates of authorities, and the names of their revocation lists. */
  async authorities(): Promise<{ issuers: CertificateText[]; revocationLists: string[] }> {
    const { issuersCertFolder, issuersCrlFolder, crlFolder } = this.certificates;
    const lists = await Promise.all([issuersCrlFolder, crlFolder].map((folder) => readdir(folder).catch(() => [])));
    const issuers = (await certificatesIn(issuersCertFolder)).map(({ text }) => text);
    return { issuers, revocationLists: lists.flat().sort() };
  }

  /** Why a certificate that is kept would open no connection; null for one that does, or that is not kept. */
  async faultOf(thumbprint: string): Promise<CertificateFault | null> {
    const certificate = await this.find(thumbprint);
    return certificate === null ? null : faultOf(this.certificates, certificate);
  }

  /** The same again changes nothing. */
  async trust(thumbprint: string): Promise<void> {
    const certificate = await this.find(thumbprint);
    if (certificate === null) return;
    await this.certificates.trustCertificate(certificate);
    this.judgements.keep(thumbprint, false);
  }

  /** The same again changes nothing. */
  async reject(thumbprint: string): Promise<void> {
    const certificate = await this.find(thumbprint);
    if (certificate === null) return;
    this.judgements.keep(thumbprint, true);
    await this.certificates.rejectCertificate(certificate);
  }

  saw(sighting: Sighting): void {
    const { thumbprint, unit } = sighting;
    const others = this.sightings.filter((one) => one.thumbprint !== thumbprint || one.unit !== unit);
    this.sightings = [sighting, ...others].slice(0, MOST_SIGHTINGS);
  }

  /** Where a certificate was refused, last first. */
  seen(thumbprint: string): Sighting[] {
    return this.sightings.filter((one) => one.thumbprint === thumbprint);
  }

  private async find(thumbprint: string): Promise<Buffer | null> {
    const { trustedFolder, rejectedFolder } = this.certificates;
    for (const folder of [trustedFolder, rejectedFolder]) {
      const filed = (await certificatesIn(folder)).find(({ text }) => text.thumbprint === thumbprint);
      if (filed !== undefined) return filed.certificate;
    }
    return null;
  }
}

/** Opens the trust store in a folder (`<data>/pki`), made with key and certificate where it is missing. Dispose its certificates. */
export async function openTrustStore(dir: string, { watched = true, most = MOST_STRANGERS } = {}): Promise<TrustStore> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const certificates = new OPCUACertificateManager({
    rootFolder: dir,
    automaticallyAcceptUnknownCertificate: false,
    disableFileWatchers: !watched,
  });
  return new TrustStore(certificates, await OwnCertificates.open(dir, certificates), most);
}

/** Makes this server's OPC UA certificate in a folder (`<data>/pki`), or reads the one that is there; units are to trust it. */
export async function provisionClient(dir: string): Promise<{ certificate: Buffer; applicationUri: string }> {
  const { certificates, own } = await openTrustStore(dir, { watched: false });
  await certificates.dispose();
  const { certificate, text } = own.current;
  return { certificate, applicationUri: text.applicationUri! };
}

/** Trusts a unit's certificate (DER) from now on; a running server sees it too. */
export async function trustServer(dir: string, certificate: Buffer): Promise<void> {
  const { certificates } = await openTrustStore(dir, { watched: false });
  await certificates.trustCertificate(certificate);
  await certificates.dispose();
}
