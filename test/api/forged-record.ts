import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import type { BatchRecord, StreamRange } from '../../tools/verify/record.js';

export interface LooseFact {
  seq: number;
  type: string;
  at: string;
  values: Record<string, unknown>;
}

const sha256 = (...parts: (string | Buffer)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** A record in the hands of somebody who changes it. */
export class ForgedRecord {
  readonly record: BatchRecord;

  constructor(text: string) {
    this.record = JSON.parse(text) as BatchRecord;
  }

  get text(): string {
    return canonicalJson(this.record);
  }

  range(kind: string, why?: string): StreamRange {
    return this.record.streams.find((range) => range.kind === kind && (why === undefined || range.why === why))!;
  }

  get batch(): StreamRange {
    return this.range('batch');
  }

  facts(range = this.batch): LooseFact[] {
    return range.facts.map(({ text }) => JSON.parse(text) as LooseFact);
  }

  /** Place of the first fact of a type, of those that fit. */
  placeOf(type: string, fits: (fact: LooseFact) => boolean = () => true): number {
    return this.facts().findIndex((fact) => fact.type === type && fits(fact));
  }

  /** Writes a fact anew; its hash stays. */
  rewrite(place: number, change: (fact: LooseFact) => void, range = this.batch): void {
    const fact = JSON.parse(range.facts[place]!.text) as LooseFact;
    change(fact);
    range.facts[place]!.text = canonicalJson(fact);
  }

  /** Makes place, order and chain of a stream look right again. */
  rehash(range = this.batch): void {
    let previous = range.facts[0]!.previous;
    range.facts.forEach((link, index) => {
      link.text = canonicalJson({ ...(JSON.parse(link.text) as object), seq: range.from + index });
      link.previous = previous;
      previous = link.hash = sha256(Buffer.from(previous, 'hex'), link.text);
    });
  }

  /** Signs the whole file with another key, seals and all. */
  resign(): KeyObject {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const fingerprint = sha256(publicKey.export({ type: 'spki', format: 'der' }));
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const signature = (text: string): string => sign(null, Buffer.from(text), privateKey).toString('base64');
    let previous: string | undefined;
    for (const seal of this.record.seals) {
      const body = {
        ...(JSON.parse(seal.text) as object),
        key: fingerprint,
        ...(previous === undefined ? {} : { previous }),
      };
      seal.text = canonicalJson(body);
      seal.signature = signature(seal.text);
      previous = sha256(seal.text);
    }
    this.record.key = { fingerprint, pem };
    const { signature: _, ...rest } = this.record;
    this.record.signature = { key: fingerprint, value: signature(canonicalJson(rest)) };
    return publicKey;
  }
}
