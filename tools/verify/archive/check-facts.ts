import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../src/kernel/canonical-json.js';
import { Archived } from '../archived.js';
import { type Fact, type Given, idOf, valuesOf } from '../fact.js';
import { hashOf } from '../hash.js';
import { Ahead, isBefore } from './ahead.js';
import { rowsOf } from './archive.js';
import { type Ledger, rangeOf, type SealTimes } from './check-seals.js';
import { storedFact, StreamCheck } from './check-stream.js';
import { hexOf, type Row } from './copy-rows.js';
import { SealedReadings } from './sealed-readings.js';
import { Sorted } from './sorted.js';

/** Of a signature: its id, and the hash of what its row must say. */
const [ID, HASH] = [16, 32];

/** What walking all facts came to. */
export interface Walked {
  streams: number;
  facts: number;
  unsealed: number;
  early: { stream: string; seq: number; count: number } | null;
  /** all signatures that people gave */
  signatures: Sorted;
  given: number;
  /** hashes of files that facts name and the archive has not, each with where */
  files: number;
}

/**
 * Walks the streams, their facts and what was sealed of them side by side, since all three stand in the order of their streams; and
 * the readings with the seals over them.
 */
export class FactWalk {
  private readonly walked: Walked = {
    ...{ streams: 0, facts: 0, unsealed: 0, early: null, given: 0, files: 0 },
    signatures: new Sorted(ID + HASH),
  };
  private archived: Fact[] = [];

  private constructor(
    private readonly ledger: Ledger,
    private readonly times: SealTimes,
    private readonly files: ReadonlySet<string>,
    private readonly readings: SealedReadings,
  ) {}

  static async run(ledger: Ledger, times: SealTimes, files: ReadonlySet<string>): Promise<Walked> {
    const readings = await SealedReadings.of(ledger);
    try {
      const walk = new FactWalk(ledger, times, files, readings);
      await walk.all();
      walk.tell();
      return walk.walked;
    } finally {
      readings.close();
    }
  }

  private async all(): Promise<void> {
    const rows = (table: string): Promise<Ahead<Row>> =>
      Ahead.of(rowsOf(this.ledger.file, this.ledger.header, (name) => name === `public.${table}`));
    const [facts, ranges] = [await rows('fact'), await rows('sealed_range')];
    try {
      let last = '';
      for await (const head of rowsOf(this.ledger.file, this.ledger.header, (name) => name === 'public.stream')) {
        const stream = head['id'] ?? '';
        if (!isBefore(last, stream))
          this.ledger.report.wrong(
            stream,
            null,
            'the streams are not in order, or one comes twice',
            `after ${last}`,
            stream,
          );
        last = stream;
        await this.strays(facts, ranges, stream);
        await this.stream(head, facts, ranges);
      }
      await this.strays(facts, ranges, null);
      await this.readings.end();
    } finally {
      await facts.close();
      await ranges.close();
    }
  }

  /** Facts and ranges of streams that are not there. */
  private async strays(facts: Ahead<Row>, ranges: Ahead<Row>, until: string | null): Promise<void> {
    const isStray = ({ next }: Ahead<Row>): boolean =>
      next !== null && (until === null || isBefore(next['stream'] ?? '', until));
    const told = new Set<string>();
    for (const [source, what] of [
      [ranges, 'a stream that was sealed is not there'],
      [facts, 'facts stand in no stream that is there'],
    ] as const)
      while (isStray(source)) {
        const { stream, from_seq, seq } = await source.take();
        if (told.has(stream!)) continue;
        told.add(stream!);
        this.ledger.report.wrong(stream!, Number(from_seq ?? seq), what, 'the stream', 'none');
      }
  }

  private async stream(head: Row, facts: Ahead<Row>, ranges: Ahead<Row>): Promise<void> {
    const stream = head['id'] ?? '';
    const check = new StreamCheck(this.ledger.report, stream, this.times);
    while (facts.next?.['stream'] === stream) {
      if (check.isOpen && ranges.next?.['stream'] === stream) check.sealed(rangeOf(await ranges.take()));
      const fact = check.take(storedFact(await facts.take()));
      this.walked.facts += 1;
      if (fact !== null) await this.content(fact);
    }
    check.end({ seq: Number(head['seq']), hash: hexOf(head['hash']) });
    while (ranges.next?.['stream'] === stream) check.cutOff(rangeOf(await ranges.take()));
    this.walked.streams += 1;
    this.walked.unsealed += check.unsealed;
    if (check.early === null) return;
    const { stream: first, seq } = this.walked.early ?? { stream, seq: check.early };
    this.walked.early = { stream: first, seq, count: (this.walked.early?.count ?? 0) + 1 };
  }

  private async content(fact: Fact): Promise<void> {
    const { report } = this.ledger;
    const { stream, seq, type, values } = fact;
    if (type === 'readings.detached') this.archived.push(fact);
    if (type === 'readings.sealed' && stream.startsWith('unit/'))
      await this.readings.check(report, fact, new Archived(this.archived));
    if (type === 'signature.given') this.signature(fact);
    const { file } = values as { file?: string | { hash?: string } | null };
    const hash = typeof file === 'string' ? file : file?.hash;
    if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash) || this.files.has(hash)) return;
    this.walked.files += 1;
    report.wrong(stream, seq, 'the fact names a file that is not there', hash, 'none');
  }

  private signature(fact: Fact): void {
    const given = valuesOf<Given>(fact);
    const { signature: id, content, subject, meaning, person, username, name, role, hash } = given;
    const { stream, seq, at, zone } = fact;
    this.ledger.report.same(stream, seq, 'the signature is not over what was shown', hashOf(content), hash);
    this.walked.given += 1;
    // how it was given (by which passkey, in which session) stands in the fact alone
    const said = { subjectStream: idOf(stream), subject, meaning, person, username, name, role, hash, at, zone };
    this.walked.signatures.add(signatureRecord(id, said));
  }

  private tell(): void {
    const { report } = this.ledger;
    const { streams, facts, unsealed, early, given } = this.walked;
    report.checked.push(
      `${facts} facts in ${streams} streams: form, place, chain, time, the seal over each, and the head of each stream`,
      `${given} signatures of people: each over exactly what was shown`,
      `${this.readings.sealed} readings under their seals`,
    );
    if (unsealed > 0)
      report.attention.push(`${unsealed} facts were written after the last seal: their chains alone hold them.`);
    if (this.readings.unsealed > 0) report.attention.push(`${this.readings.unsealed} readings lie under no seal yet.`);
    if (this.readings.archived > 0)
      report.notChecked.push(
        `${this.readings.archived} seals over readings of weeks that were taken out of the database`,
      );
    if (early !== null)
      report.attention.push(
        `${early.count} ${early.count === 1 ? 'stream has a fact that says' : 'streams have facts that say'} a time more than an hour before a seal that was made before: ` +
          `the clock was set back, or they were written later than they say. The first is ${early.stream}, fact ${early.seq}.`,
      );
  }
}

/** Sorts by the signature's id. */
export function signatureRecord(id: string, said: Record<string, unknown>): Buffer {
  const key = Buffer.alloc(ID);
  Buffer.from(id.replaceAll('-', ''), 'hex').copy(key);
  return Buffer.concat([key, createHash('sha256').update(canonicalJson(said)).digest()]);
}
