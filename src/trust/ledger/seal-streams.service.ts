import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { Refusal } from '../../kernel/refusal.js';
import { CONFIG, type Config, ConfigError } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { publishedLines, publishLines } from '../../platform/files/index.js';
import { type Held, Leases } from '../../platform/leases/index.js';
import { hasSigningKey, isSaidLost, ownSigningKey, type SigningKey, verifyingKey } from '../../platform/keys/index.js';
import {
  type InclusionProof,
  KeyChain,
  type KeyChange,
  nextSeal,
  proveInclusion,
  type Seal,
  sealedRange,
  type StreamId,
} from './domain/index.js';
import { readFacts } from './ledger.store.js';
import { expectedKey, keyChanges } from './seal-key.store.js';
import { clock, lastSeal, lockSeals, rangesOf, saveSeal, sealOf, sealsBetween, unsealed } from './seal.store.js';

const INTERVAL = 60_000;
const FILE = 'seals.ndjson';
const KEYS = 'keys.ndjson';

/** Seals all streams that moved into one signed chain, each minute and on demand, and publishes every seal outside the database. */
@Injectable()
export class Seals implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Seals');
  /** null where it is lost, and somebody has said so */
  private held: SigningKey | null = null;
  private timer?: NodeJS.Timeout;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly leases: Leases,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.hold(await this.database.read(SYSTEM_SCOPE, expectedKey));
    if (this.held === null)
      this.log.error('the key that signs seals is lost: nothing is sealed until another takes its place');
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

  /** The keys that signed seals, each with its seals. */
  async keys(tx: Tx): Promise<KeyChain> {
    const newest = this.held === null ? this.publishedKey(await expectedKey(tx)) : this.publicKey;
    return KeyChain.of(newest, await keyChanges(tx), verifyingKey);
  }

  /** Each change of the key, as it is published. */
  changes(tx: Tx): Promise<KeyChange[]> {
    return keyChanges(tx);
  }

  /** The key that signs, with its private half; null where it is lost, and somebody has said so. */
  get signing(): SigningKey | null {
    return this.held;
  }

  /** A public half as it was published; null where it was not. */
  publishedKey(fingerprint: string | null): { fingerprint: string; pem: string } | null {
    const path = join(this.config.sealsDir, `${fingerprint}.pem`);
    if (fingerprint === null || !existsSync(path)) return null;
    const pem = readFileSync(path, 'utf8');
    return verifyingKey(pem).fingerprint === fingerprint ? { fingerprint, pem } : null;
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
      this.hold(await expectedKey(tx));
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

  /** Refuses with `seal-key.missing` while it is lost. */
  private get key(): SigningKey {
    if (this.held === null) throw new Refusal('conflict', 'seal-key.missing');
    return this.held;
  }

  /** Takes up the key that the next seal must bear: another server, or a person, may have put it in the place of the one before. */
  private hold(fingerprint: string | null): void {
    if (this.held !== null && (fingerprint === null || this.held.fingerprint === fingerprint)) return;
    const { keysDir } = this.config;
    this.held = ownSigningKey(keysDir, fingerprint);
    if (this.held !== null || isSaidLost(keysDir)) return;
    throw new ConfigError([
      hasSigningKey(keysDir)
        ? `the key in ${keysDir} is not the one that signed the last seal`
        : `the key that signs seals is missing from ${keysDir}`,
    ]);
  }

  /** Of all servers one at a time, since they may share the folder; and never past what the database holds. */
  private publish(): Promise<void> {
    return this.database.write(SYSTEM_SCOPE, async (tx) => {
      await lockSeals(tx);
      const changes = await keyChanges(tx);
      const { keys } = await this.keys(tx);
      const pems = Object.fromEntries(keys.map(({ fingerprint, pem }) => [`${fingerprint}.pem`, pem]));
      const { sealsDir } = this.config;
      await publishLines(sealsDir, FILE, pems, (from) => sealsBetween(tx, from, 2 ** 31 - 1));
      if (changes.length > 0)
        await publishLines(sealsDir, KEYS, {}, (from) =>
          Promise.resolve(changes.filter(({ number }) => number >= from)),
        );
    });
  }
}
