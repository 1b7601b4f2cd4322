import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { CONFIG, type Config, ConfigError } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { publishedLines, publishLines } from '../../platform/files/index.js';
import { type Held, Leases } from '../../platform/leases/index.js';
import { hasSigningKey, type SigningKey, signingKey } from '../../platform/keys/index.js';
import {
  type InclusionProof,
  nextSeal,
  proveInclusion,
  type Seal,
  type SealBody,
  sealedRange,
  type StreamId,
} from './domain/index.js';
import { readFacts } from './ledger.store.js';
import { clock, lastSeal, lockSeals, rangesOf, saveSeal, sealOf, sealsBetween, unsealed } from './seal.store.js';

const INTERVAL = 60_000;
const FILE = 'seals.ndjson';

/** Seals all streams that moved into one signed chain, each minute and on demand, and publishes every seal outside the database. */
@Injectable()
export class Seals implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Seals');
  private key!: SigningKey;
  private timer?: NodeJS.Timeout;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly leases: Leases,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const last = await this.database.read(SYSTEM_SCOPE, lastSeal);
    if (last !== null && !hasSigningKey(this.config.keysDir))
      throw new ConfigError([`the key that signs seals is missing from ${this.config.keysDir}`]);
    this.key = signingKey(this.config.keysDir);
    this.refuseOtherKey(last);
    await this.publish().catch((error: Error) => {
      throw new ConfigError([`seals cannot be published: ${error.message}`]);
    });
    const job = this.leases.job('seals');
    const round = () => this.round(this.leases.held(job)).catch((error: Error) => this.log.error(error.stack));
    this.timer = setInterval(() => void round(), INTERVAL);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Signs a text with the key that signs seals; base64. */
  sign(text: string): string {
    return this.key.sign(text);
  }

  /** Whether a seal's signature is over its text, by the key that signs here. */
  isSigned({ text, signature }: Seal): boolean {
    const { key } = JSON.parse(text) as SealBody;
    return key === this.key.fingerprint && this.key.verify(text, signature);
  }

  /** The seals that were published outside the database, as they stand there. */
  published(): AsyncGenerator<Seal> {
    return publishedLines(this.config.sealsDir, FILE) as AsyncGenerator<Seal>;
  }

  get publicKey(): { fingerprint: string; pem: string } {
    return { fingerprint: this.key.fingerprint, pem: this.key.publicPem };
  }

  /** One server seals; each publishes in its own folder. */
  private async round(lease: Held | null): Promise<void> {
    await (lease === null ? this.publish() : this.seal(lease));
  }

  /** Seals what moved since the last seal and publishes it; the last seal where nothing moved. Under a lease, or on demand. */
  async seal(lease?: Held): Promise<Seal | null> {
    const seal = await this.database.write(SYSTEM_SCOPE, async (tx) => {
      if (lease !== undefined) this.leases.fence(tx, lease);
      await lockSeals(tx);
      const last = await lastSeal(tx);
      this.refuseOtherKey(last);
      const ranges = (await unsealed(tx)).map(({ stream, from, hashes }) => sealedRange(stream, from, hashes));
      if (ranges.length === 0) return last;
      const body = nextSeal(last?.text ?? null, ranges, await clock(tx), this.key.fingerprint);
      const text = canonicalJson(body);
      const made = { number: body.number, text, signature: this.key.sign(text) };
      await saveSeal(tx, made, body.at, ranges);
      return made;
    });
    await this.publish();
    return seal;
  }

  /** The chain of seals from `from` to `to`. */
  between(tx: Tx, from: number, to: number): Promise<Seal[]> {
    return sealsBetween(tx, from, to);
  }

  /** That a fact is under a seal; null where none covers it yet. Needs a scope that sees all streams of the seal. */
  async proof(tx: Tx, stream: StreamId, seq: number): Promise<InclusionProof | null> {
    const seal = await sealOf(tx, stream, seq);
    if (seal === null) return null;
    const ranges = await rangesOf(tx, seal);
    const { from, to } = ranges.find((range) => range.stream === stream)!;
    const hashes = (await readFacts(tx, stream, from, to)).map((link) => link.hash);
    return proveInclusion(seal, ranges, stream, seq, hashes);
  }

  private refuseOtherKey(last: Seal | null): void {
    if (last !== null && (JSON.parse(last.text) as SealBody).key !== this.key.fingerprint)
      throw new ConfigError([`the key in ${this.config.keysDir} is not the one that signed the last seal`]);
  }

  /** Of all servers one at a time, since they may share the folder; and never past what the database holds. */
  private publish(): Promise<void> {
    const { fingerprint, publicPem } = this.key;
    return this.database.write(SYSTEM_SCOPE, async (tx) => {
      await lockSeals(tx);
      await publishLines(this.config.sealsDir, FILE, { [`${fingerprint}.pem`]: publicPem }, (from) =>
        sealsBetween(tx, from, 2 ** 31 - 1),
      );
    });
  }
}
