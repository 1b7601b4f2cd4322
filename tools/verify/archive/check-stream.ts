import { createHash } from 'node:crypto';
import { type Fact, factOf } from '../fact.js';
import { GrowingRoot } from '../merkle.js';
import { isCanonical, type Range } from '../record.js';
import type { Report } from '../report.js';
import { hexOf, instantOf, type Row } from './copy-rows.js';

const GENESIS = '0'.repeat(64);
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** A fact lies under the first seal after it, but for the time that its transaction took, in ms. */
const SOON = 3_600_000;

/** A row of `fact`. */
export interface StoredFact {
  seq: number;
  type: string;
  at: string;
  text: string;
  previous: string;
  hash: string;
}

export const storedFact = (row: Row): StoredFact => ({
  seq: Number(row['seq']),
  type: row['type'] ?? '',
  at: instantOf(row['at']),
  text: row['text'] ?? '',
  previous: hexOf(row['previous']),
  hash: hexOf(row['hash']),
});

type SealedRange = Range & { seal: number };

/** One stream, fact by fact, against its own chain, what was sealed of it, and its head. */
export class StreamCheck {
  private next = 1;
  private last = GENESIS;
  private at = '';
  private range: SealedRange | null = null;
  private root = new GrowingRoot();
  private covered = 0;
  /** of the range under way, or of the newest range; 0 before the first */
  private seals = 0;
  /** facts that no seal covers */
  unsealed = 0;
  /** the first that says a time long before the seal that was made before it, null where none does */
  early: number | null = null;

  /** @param times when each seal was made, by its number from 1 */
  constructor(
    private readonly report: Report,
    private readonly stream: string,
    private readonly times: readonly number[],
  ) {}

  /** Whether a range must be given before the next fact, if there is one. */
  get isOpen(): boolean {
    return this.range === null;
  }

  sealed(range: SealedRange): void {
    const expected = this.covered + 1;
    if (range.from !== expected)
      this.wrong(
        expected,
        'what was sealed has a hole or an overlap',
        `from fact ${expected}`,
        `from fact ${range.from}`,
      );
    this.range = range;
    this.seals = range.seal;
    this.root = new GrowingRoot();
  }

  /** The fact, where its text is one of this stream. */
  take(row: StoredFact): Fact | null {
    const { seq, text, previous, hash } = row;
    const fact = factOf(text);
    if (seq > this.next)
      this.wrong(this.next, 'a fact is missing', `fact ${this.next}`, `fact ${seq} follows fact ${this.next - 1}`);
    else if (seq < this.next) this.wrong(seq, 'a fact stands in a wrong place', `fact ${this.next}`, `fact ${seq}`);
    else if (previous !== this.last)
      this.wrong(Math.max(seq - 1, 1), `the fact is not the one that fact ${seq} was chained to`, previous, this.last);
    const made = createHash('sha256').update(Buffer.from(previous, 'hex')).update(text).digest('hex');
    if (made !== hash) this.wrong(seq, 'the text of the fact is not what was hashed', `hash ${hash}`, `hash ${made}`);
    this.checkSays(row, fact);
    this.seal(seq, hash);
    this.checkTime(seq, row.at);
    this.next = seq + 1;
    this.last = hash;
    return fact?.stream === this.stream ? fact : null;
  }

  /** At its end, against the head that the database kept of it. */
  end(head: { seq: number; hash: string }): void {
    if (this.range !== null) this.cutOff(this.range);
    const last = this.next - 1;
    if (head.seq > last)
      this.wrong(this.next, 'the end of the stream is cut off', `facts to ${head.seq}`, `facts to ${last}`);
    else if (head.seq !== last || head.hash !== this.last)
      this.wrong(Math.max(head.seq, 1), 'the head of the stream is not its last fact', this.last, head.hash);
  }

  /** A range of which no fact is there. */
  cutOff({ from, to, seal }: SealedRange): void {
    const first = Math.max(from, this.next);
    if (first <= to)
      this.wrong(
        first,
        `facts that seal ${seal} covers are not there`,
        `facts ${from} to ${to}`,
        `facts to ${this.next - 1}`,
      );
  }

  private checkSays({ seq, type, at, text }: StoredFact, fact: Fact | null): void {
    if (fact === null || fact.v !== 1 || !isCanonical(text, fact))
      return this.wrong(seq, 'this text is no fact in its canonical form', 'a fact', text);
    const [said, stands] = [
      { stream: fact.stream, seq: fact.seq, type: fact.type, at: fact.at },
      { stream: this.stream, seq, type, at },
    ];
    this.report.same(this.stream, seq, 'the fact says another place than it stands in', stands, said);
    if (!INSTANT.test(fact.at) || fact.at < this.at)
      this.wrong(seq, 'time goes back', `an instant not before ${this.at}`, fact.at);
    this.at = fact.at;
  }

  private seal(seq: number, hash: string): void {
    if (this.range === null) {
      this.unsealed += 1;
      return;
    }
    const { from, to, head, facts, seal } = this.range;
    this.root.addHash(createHash('sha256').update(Uint8Array.of(0)).update(hash).digest());
    if (seq < to) return;
    const when = new Date(this.times[seal - 1] ?? Number.NaN);
    const name = `seal ${seal}${Number.isNaN(when.getTime()) ? '' : ` of ${when.toISOString()}`}`;
    const isAsSealed = seq === to && head === hash && facts === this.root.root && this.root.count === to - from + 1;
    if (!isAsSealed)
      this.wrong(from, `facts ${from} to ${to} are not what ${name} covers`, `root ${facts}`, `root ${this.root.root}`);
    this.covered = to;
    this.range = null;
  }

  /** When a fact was written, the seal before the one that covers it stood already: if it covers none, the newest. */
  private checkTime(seq: number, at: string): void {
    const before = seq > this.covered && this.range === null ? this.times.length : this.seals - 1;
    if (this.early === null && (this.times[before - 1] ?? Number.NaN) - Date.parse(at) > SOON) this.early = seq;
  }

  private wrong(entry: number, what: string, expected: unknown, found: unknown): void {
    this.report.wrong(this.stream, entry, what, expected, found);
  }
}
