import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../src/kernel/canonical-json.js';
import type { Archived } from '../archived.js';
import type { Fact } from '../fact.js';
import { GrowingRoot } from '../merkle.js';
import type { Report } from '../report.js';
import { rowsOf } from './archive.js';
import type { Ledger } from './check-seals.js';
import { instantOf, type Row } from './copy-rows.js';
import { Sorted } from './sorted.js';

/** unit, arrival, and the hash of its leaf */
const [UNIT, ARRIVAL, HASH] = [16, 8, 32];
const ARCHIVE = 'reading_archive.';

/** All readings of an archive by unit and arrival, for those who walk its seals in that order. */
export class SealedReadings {
  private readonly source: AsyncGenerator<Buffer, void>;
  private head: Buffer | null = null;
  private isBegun = false;
  sealed = 0;
  unsealed = 0;
  archived = 0;

  private constructor(private readonly sorted: Sorted) {
    this.source = sorted.inOrder();
  }

  static async of({ file, header }: Ledger): Promise<SealedReadings> {
    const tags = new Map<string, string>();
    for await (const row of rowsOf(file, header, (table) => table === 'public.tag')) tags.set(row['id']!, row['code']!);
    const sorted = new Sorted(UNIT + ARRIVAL + HASH);
    const record = Buffer.alloc(UNIT + ARRIVAL + HASH);
    const weeks = new Set(header.weeks.map(({ name }) => `public.${name}`));
    for await (const row of rowsOf(file, header, (table) => weeks.has(table) || table.startsWith(ARCHIVE))) {
      Buffer.from(row['unit']!.replaceAll('-', ''), 'hex').copy(record);
      record.writeBigUInt64BE(BigInt(row['arrival']!), UNIT);
      createHash('sha256')
        .update(Uint8Array.of(0))
        .update(leafOf(row, tags))
        .digest()
        .copy(record, UNIT + ARRIVAL);
      sorted.add(record);
    }
    return new SealedReadings(sorted);
  }

  /** Holds one seal over readings of a unit, a fact of its stream, against them. Units and their seals come in order. */
  async check(report: Report, { stream, seq, at, values }: Fact, archived: Archived): Promise<void> {
    const unit = Buffer.from(stream.slice('unit/'.length).replaceAll('-', ''), 'hex');
    const [from, to] = [BigInt(String(values['from'])), BigInt(String(values['to']))];
    const between = await this.skip(unit, from);
    if (between > 0)
      report.wrong(stream, seq, 'readings lie under no seal, and later ones do', 'none', `${between} readings`);
    const root = new GrowingRoot();
    for (let head = await this.peek(); head !== null && isWithin(head, unit, to); head = await this.next())
      root.addHash(Buffer.from(head.subarray(UNIT + ARRIVAL)));
    this.sealed += root.count;
    if (root.root === values['root'] && root.count === values['count']) return;
    if (root.count < Number(values['count']) && archived.under({ at })) this.archived += 1;
    else
      report.wrong(
        stream,
        seq,
        `the readings with arrivals ${from} to ${to} are not what was sealed`,
        `${String(values['count'])}, root ${String(values['root'])}`,
        `${root.count}, root ${root.root}`,
      );
  }

  /** Once all seals were held against them: what is left has no seal. */
  async end(): Promise<void> {
    for (let head = await this.peek(); head !== null; head = await this.next()) this.unsealed += 1;
  }

  close(): void {
    this.sorted.close();
  }

  /** Passes readings of earlier units, and of this one before an arrival; says how many these were. */
  private async skip(unit: Buffer, before: bigint): Promise<number> {
    let own = 0;
    for (let head = await this.peek(); head !== null && isWithin(head, unit, before - 1n); head = await this.next())
      if (head.compare(unit, 0, UNIT, 0, UNIT) === 0) own += 1;
      else this.unsealed += 1;
    return own;
  }

  private async peek(): Promise<Buffer | null> {
    if (!this.isBegun) await this.next();
    return this.head;
  }

  private async next(): Promise<Buffer | null> {
    this.isBegun = true;
    const step = await this.source.next();
    return (this.head = step.done === true ? null : step.value);
  }
}

/** Of that unit or one before it, with an arrival that is not later. */
function isWithin(head: Buffer, unit: Buffer, to: bigint): boolean {
  const order = head.compare(unit, 0, UNIT, 0, UNIT);
  return order < 0 || (order === 0 && head.readBigUInt64BE(UNIT) <= to);
}

/** The canonical text of one reading, as docs/record-format.md has it. */
function leafOf(row: Row, tags: Map<string, string>): string {
  const { number, boolean } = row;
  const value =
    number != null ? Number(number) : (row['integer'] ?? row['text'] ?? (boolean == null ? null : boolean === 't'));
  return canonicalJson([
    row['unit'],
    row['arrival'],
    tags.get(row['tag']!) ?? '',
    row['source_time'],
    value,
    Number(row['status']),
    instantOf(row['received_at']),
  ]);
}
