import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const READ_AT_ONCE = 1024;

/**
 * Records of one length, put in any order and given back in order of their bytes. So many as fit are held; the others wait in a
 * folder of temporary files, and the memory does not grow with their number.
 */
export class Sorted {
  private readonly held: Buffer;
  private count = 0;
  private readonly runs: string[] = [];
  private folder: string | null = null;

  /** @param length of a record, in bytes; @param most records that are held */
  constructor(
    private readonly length: number,
    private readonly most = 500_000,
  ) {
    this.held = Buffer.allocUnsafe(length * most);
  }

  /** Its bytes are copied. */
  add(record: Buffer): void {
    if (this.count === this.most) this.spill();
    record.copy(this.held, this.count * this.length);
    this.count += 1;
  }

  async *inOrder(): AsyncGenerator<Buffer, void> {
    if (this.runs.length === 0) {
      const { length } = this;
      const all = this.ordered();
      for (let at = 0; at < all.length; at += length) yield all.subarray(at, at + length);
      return;
    }
    this.spill();
    const heads = this.runs.map((run) => new Run(run, this.length));
    try {
      for (;;) {
        let first: Run | undefined;
        for (const run of heads)
          if (run.head !== null && (first === undefined || run.head.compare(first.head!) < 0)) first = run;
        if (first === undefined) return;
        yield first.head!;
        first.step();
      }
    } finally {
      for (const run of heads) run.close();
    }
  }

  /** Takes the temporary files away. */
  close(): void {
    if (this.folder !== null) rmSync(this.folder, { recursive: true, force: true });
  }

  private ordered(): Buffer {
    const { held, length, count } = this;
    const order = Uint32Array.from({ length: count }, (_, index) => index).sort((a, b) =>
      held.compare(held, b * length, (b + 1) * length, a * length, (a + 1) * length),
    );
    const all = Buffer.allocUnsafe(count * length);
    order.forEach((from, to) => held.copy(all, to * length, from * length, (from + 1) * length));
    return all;
  }

  private spill(): void {
    if (this.count === 0) return;
    this.folder ??= mkdtempSync(join(tmpdir(), 'ballroom-verify-sorted-'));
    const run = join(this.folder, `${this.runs.length}`);
    writeFileSync(run, this.ordered(), { mode: 0o600 });
    this.runs.push(run);
    this.count = 0;
  }
}

/** A file of records in order. */
class Run {
  private readonly file: number;
  private readonly buffer: Buffer;
  private at = 0;
  private end = 0;
  head: Buffer | null = null;

  constructor(
    path: string,
    private readonly length: number,
  ) {
    this.file = openSync(path, 'r');
    this.buffer = Buffer.allocUnsafe(length * READ_AT_ONCE);
    this.step();
  }

  step(): void {
    if (this.at === this.end) {
      this.at = 0;
      this.end = readSync(this.file, this.buffer);
    }
    this.head = this.end === 0 ? null : Buffer.from(this.buffer.subarray(this.at, this.at + this.length));
    this.at = Math.min(this.at + this.length, this.end);
  }

  close(): void {
    closeSync(this.file);
  }
}
