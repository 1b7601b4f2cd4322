import fs from 'node:fs';
import path from 'node:path';
import type { Disk, LedgerLine } from './disk.js';

/** A sample that may still have to be sent, or sent again. */
export interface Kept {
  counter: number;
  /** ms since 1970 */
  at: number;
  lines: readonly LedgerLine[];
  /** ms since 1970; null while it is to be sent */
  sentAt: number | null;
}

const USUAL_MOST = 86_400; // samples: a day at 1 Hz

/**
 * Samples that are not known to have arrived, oldest first. They are in the unit's ledger, which a kill does not touch; a
 * file beside it says up to which sample all has arrived.
 */
export class Backlog {
  private readonly file: string;
  private readonly kept: Kept[] = [];
  /** before it, all are sent */
  private first = 0;
  private arrived = 0;

  constructor(
    dir: string,
    disk: Disk,
    private readonly most = USUAL_MOST,
  ) {
    this.file = path.join(dir, 'arrived');
    const isNew = !fs.existsSync(this.file);
    this.arrived = isNew ? (disk.ledger().at(-1)?.counter ?? 0) : Number(fs.readFileSync(this.file, 'utf8'));
    if (isNew) this.save();
    const lines = Map.groupBy(disk.ledger(this.arrived + 1), ({ counter }) => counter);
    for (const [counter, ofSample] of lines) {
      this.add({ counter, at: Number(BigInt(ofSample[0]!.time) / 10_000n), lines: ofSample });
    }
  }

  get size(): number {
    return this.kept.length;
  }

  add(sample: Omit<Kept, 'sentAt'>): Kept {
    const kept: Kept = { ...sample, sentAt: null };
    this.kept.push(kept);
    if (this.kept.length > this.most) this.forget(this.kept.length - this.most);
    return kept;
  }

  /** The oldest that is to be sent. */
  next(): Kept | undefined {
    while (this.kept[this.first] && this.kept[this.first]!.sentAt !== null) this.first++;
    return this.kept[this.first];
  }

  /** What was sent since may not have arrived: it is to be sent again, oldest first. */
  lost(): void {
    for (const one of this.kept) one.sentAt = null;
    this.first = 0;
  }

  /** Drops the oldest for as long as they have arrived. */
  drop(hasArrived: (kept: Kept) => boolean): void {
    const staying = this.kept.findIndex((one) => !hasArrived(one));
    this.forget(staying === -1 ? this.kept.length : staying);
  }

  private forget(count: number): void {
    if (count === 0) return;
    this.arrived = this.kept.splice(0, count).at(-1)!.counter;
    this.first = Math.max(0, this.first - count);
    this.save();
  }

  private save(): void {
    fs.writeFileSync(`${this.file}.next`, `${this.arrived}`);
    fs.renameSync(`${this.file}.next`, this.file);
  }
}
