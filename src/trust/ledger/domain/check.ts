import { canonicalJson } from '../../../kernel/canonical-json.js';
import { merkleRoot } from '../../../kernel/merkle.js';
import { chainHash, GENESIS } from './chain.js';
import type { StreamId } from './fact.js';
import { type Seal, type SealBody, type SealedRange, sealHash } from './seal.js';

/** Something in the ledger that is not as it was written. */
export interface LedgerFault {
  /** the stream, or `seals`, or `keys` */
  where: StreamId;
  /** a fact's place in its stream, a seal's number, or that of a change of keys */
  entry: number;
  code: LedgerFaultCode;
}

export type LedgerFaultCode =
  | 'fact.missing'
  | 'fact.text-changed'
  | 'fact.not-chained'
  | 'fact.misplaced'
  | 'head.not-its-last-fact'
  | 'range.not-what-was-sealed'
  | 'seal.missing'
  | 'seal.not-chained'
  | 'seal.not-signed'
  | 'seal.not-over-its-ranges'
  | 'seal.not-as-published'
  | 'key.not-signed'
  | 'key.not-the-newest';

/** A stream as its head says it is. */
export interface StatedStream {
  stream: StreamId;
  seq: number;
  hash: string;
}

/** A row of the ledger as it stands there. */
export interface StoredFact {
  seq: number;
  type: string;
  text: string;
  previous: string;
  hash: string;
}

/** Null for a text that no seal has. */
function bodyOf(text: string): SealBody | null {
  try {
    return Object(JSON.parse(text)) as SealBody;
  } catch {
    return null;
  }
}

const says = (text: string, stream: StreamId, { seq, type }: StoredFact): boolean => {
  try {
    const fact = JSON.parse(text) as { stream: unknown; seq: unknown; type: unknown };
    return fact.stream === stream && fact.seq === seq && fact.type === type;
  } catch {
    return false;
  }
};

/** One stream, fact by fact in order of `seq`, against its own hashes, its head and what was sealed of it. */
export class StreamCheck {
  private next = 1;
  private last = GENESIS;
  /** hashes of the range under way */
  private hashes: string[] = [];
  /** those that have not ended yet */
  private ranges: SealedRange[] = [];
  private ended = 0;

  constructor(private readonly stated: StatedStream) {}

  /** What was sealed of the facts that come next, in order; each range before its first fact. */
  sealed(ranges: readonly SealedRange[]): void {
    this.ranges = [...this.ranges.slice(this.ended), ...ranges];
    this.ended = 0;
  }

  take(fact: StoredFact): LedgerFault[] {
    const { stream } = this.stated;
    const faults: LedgerFault[] = [];
    const found = (entry: number, code: LedgerFaultCode): void => void faults.push({ where: stream, entry, code });
    if (fact.seq !== this.next) found(this.next, 'fact.missing');
    else if (fact.previous !== this.last) found(fact.seq, 'fact.not-chained');
    if (chainHash(fact.previous, fact.text) !== fact.hash) found(fact.seq, 'fact.text-changed');
    else if (!says(fact.text, stream, fact)) found(fact.seq, 'fact.misplaced');
    this.next = fact.seq + 1;
    this.last = fact.hash;
    this.hashes.push(fact.hash);
    const range = this.ranges[this.ended];
    if (range?.to === fact.seq) {
      if (!this.isAsSealed(range)) found(range.from, 'range.not-what-was-sealed');
      this.ended += 1;
      this.hashes = [];
    }
    return faults;
  }

  end(): LedgerFault[] {
    const { stream, seq, hash } = this.stated;
    const ends = this.next - 1 === seq && this.last === hash;
    const code = this.next - 1 < seq ? 'fact.missing' : 'head.not-its-last-fact';
    return [
      ...(ends ? [] : [{ where: stream, entry: Math.min(this.next, Math.max(seq, 1)), code } as const]),
      ...this.ranges
        .slice(this.ended)
        .map(({ from }) => ({ where: stream, entry: from, code: 'range.not-what-was-sealed' }) as const),
    ];
  }

  private isAsSealed({ from, to, head, facts }: SealedRange): boolean {
    const { hashes } = this;
    return from === to - hashes.length + 1 && head === hashes.at(-1) && facts === merkleRoot(hashes);
  }
}

/** The chain of seals, in order of their numbers, each over its ranges, signed, and as it was published. */
export class SealCheck {
  private next = 1;
  private last: string | null = null;

  constructor(private readonly isSigned: (seal: Seal) => boolean) {}

  /** @param ranges in the order of their streams; @param published the published line, null where it was not yet */
  take(seal: Seal, ranges: readonly SealedRange[], published: Seal | null): LedgerFault[] {
    const body = bodyOf(seal.text);
    const codes: LedgerFaultCode[] = [];
    if (seal.number !== this.next) codes.push('seal.missing');
    else if (body?.number !== seal.number || body.previous !== (this.last === null ? GENESIS : sealHash(this.last)))
      codes.push('seal.not-chained');
    if (body === null || !this.isSigned(seal)) codes.push('seal.not-signed');
    if (body?.streams !== ranges.length || body.root !== merkleRoot(ranges.map(canonicalJson)))
      codes.push('seal.not-over-its-ranges');
    if (published !== null && (published.text !== seal.text || published.signature !== seal.signature))
      codes.push('seal.not-as-published');
    const missing = seal.number === this.next ? null : this.next;
    this.next = seal.number + 1;
    this.last = seal.text;
    return codes.map((code) => ({
      where: 'seals',
      entry: code === 'seal.missing' ? missing! : seal.number,
      code,
    }));
  }

  /** @param published the number of a seal that was published and is not among them */
  end(published: number): LedgerFault[] {
    return [{ where: 'seals', entry: published, code: 'seal.missing' }];
  }
}
