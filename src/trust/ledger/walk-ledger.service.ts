import type { Tx } from '../../platform/database/index.js';
import { removedStreams, sealedRanges, sealsWithRanges, statedStreams, storedFacts } from './check.store.js';
import {
  type KeyChain,
  type LedgerFault,
  type Seal,
  SealCheck,
  type StatedStream,
  StreamCheck,
} from './domain/index.js';

/** rows read at once */
const STREAMS = 200;
const FACTS = 1000;
const SEALS = 50;
/** as many faults are told, all are counted */
const TOLD = 100;
/** no stream has more facts: the largest integer of the database */
const MOST = 2 ** 31 - 1;

/** What a check of the whole ledger came to. */
export interface LedgerVerdict {
  streams: number;
  facts: number;
  seals: number;
  /** how many faults there are, and the first hundred of them */
  faults: number;
  first: LedgerFault[];
}

/** Where a ledger is read from, and what its seals are held against. */
export interface LedgerSource {
  read<T>(work: (tx: Pick<Tx, 'query'>) => Promise<T>): Promise<T>;
  /** the keys that signed its seals */
  keys: Pick<KeyChain, 'isSigned' | 'faults'>;
  /** the seals as they were published outside the database, in order */
  published(): AsyncGenerator<Seal>;
}

/** Reads a whole ledger: facts against hashes, chains and heads, ranges against what was sealed, seals against signatures and copies. */
export async function walkLedger(source: LedgerSource): Promise<LedgerVerdict> {
  const verdict: LedgerVerdict = { streams: 0, facts: 0, seals: 0, faults: 0, first: [] };
  const walk = new Walk(source, verdict);
  await walk.streams(await walk.seals());
  return verdict;
}

class Walk {
  constructor(
    private readonly source: LedgerSource,
    private readonly verdict: LedgerVerdict,
  ) {}

  /** `seal`: a later one may cover facts that came after a head was read. */
  async streams(seal: number): Promise<void> {
    const removed = await this.source.read((tx) => removedStreams(tx));
    this.found(removed.map(({ stream }) => ({ where: stream, entry: 1, code: 'fact.missing' })));
    const page = (after: string) => this.source.read((tx) => statedStreams(tx, after, STREAMS));
    for (let some = await page(''); some.length > 0; some = await page(some.at(-1)!.stream))
      for (const stated of some) {
        this.verdict.streams += 1;
        this.verdict.facts += await this.stream(stated, seal);
      }
  }

  private async stream(stated: StatedStream, seal: number): Promise<number> {
    const { stream, seq } = stated;
    const check = new StreamCheck(stated);
    const page = (from: number) =>
      this.source.read(async (tx) => {
        const facts = await storedFacts(tx, stream, from, seq, FACTS);
        // of the last page also those that begin beyond the head, whose facts are gone
        const to = facts.length < FACTS ? MOST : facts.at(-1)!.seq;
        check.sealed(await sealedRanges(tx, stream, [from, to], seal, FACTS));
        return facts;
      });
    let count = 0;
    for (let from = 1, isLast = false; !isLast;) {
      const facts = await page(from);
      for (const fact of facts) this.found(check.take(fact));
      count += facts.length;
      isLast = facts.length < FACTS;
      from = (facts.at(-1)?.seq ?? 0) + 1;
    }
    this.found(check.end());
    return count;
  }

  /** Returns the number of the last one. */
  async seals(): Promise<number> {
    const { keys } = this.source;
    this.found([...keys.faults]);
    const check = new SealCheck((seal) => keys.isSigned(seal));
    const published = this.source.published();
    let last = 0;
    try {
      // a line is read before the seals from there on: a seal is committed before it is published
      let line = await published.next();
      const page = (from: number) => this.source.read((tx) => sealsWithRanges(tx, from, SEALS));
      for (let seals = await page(1); seals.length > 0; seals = await page(seals.at(-1)!.seal.number + 1)) {
        for (const { seal, ranges } of seals) {
          while (line.done !== true && line.value.number < seal.number) line = await published.next();
          const copy = line.done === true || line.value.number > seal.number ? null : line.value;
          this.found(check.take(seal, ranges, copy));
        }
        this.verdict.seals += seals.length;
        last = seals.at(-1)!.seal.number;
        while (line.done !== true && line.value.number <= last) line = await published.next();
      }
      if (line.done !== true) this.found(check.end(line.value.number));
      return last;
    } finally {
      await published.return(undefined);
    }
  }

  private found(faults: LedgerFault[]): void {
    this.verdict.faults += faults.length;
    this.verdict.first.push(...faults.slice(0, TOLD - this.verdict.first.length));
  }
}
