import { type FileHandle as OpenFile, mkdir, open, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Instant } from '../../kernel/ids.js';
import { frame, framesIn } from './frames.js';

/** Bytes after which a file is closed and the next begun. */
const SEGMENT = 256 * 1024;
const NAME = /^(\d{15})\.spool$/;

/** A file that is there while damage was found that is not reported yet, in place of the file that it was found in. */
const DAMAGED = 'damaged';

/** One file: named by when it was begun, in ms since 1970, or later where two would be the same. */
export interface Segment {
  at: number;
  bytes: number;
}

interface Waiting {
  frame: Buffer;
  kept: () => void;
  failed: (error: Error) => void;
}

const nameOf = ({ at }: Segment): string => `${String(at).padStart(15, '0')}.spool`;

/** So that what was made or removed in a directory is so after a power cut. */
async function syncDirectory(directory: string): Promise<void> {
  const opened = await open(directory, 'r');
  await opened.sync().finally(() => opened.close());
}

/**
 * Records of one stream in files of one directory, for this user alone: kept is what is on the disk. What failed to be
 * written is cut off again, so that only a crash leaves a torn tail.
 */
export class SpoolLog {
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private turn: Promise<unknown> = Promise.resolve();
  private tail: { file: OpenFile; segment: Segment } | null = null;

  private constructor(
    private readonly directory: string,
    private readonly segments: Segment[],
    private damaged = false,
  ) {}

  /** Of a directory in which there is nothing, or that is not there: it is made with the first record. */
  static at(directory: string): SpoolLog {
    return new SpoolLog(directory, []);
  }

  /** With what an earlier run has left there. */
  static async open(directory: string): Promise<SpoolLog> {
    const names = await readdir(directory).catch((error: NodeJS.ErrnoException): string[] => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const segments: Segment[] = [];
    for (const name of names.sort()) {
      const at = NAME.exec(name)?.[1];
      if (at !== undefined) segments.push({ at: Number(at), bytes: (await stat(join(directory, name))).size });
    }
    return new SpoolLog(directory, segments, names.includes(DAMAGED));
  }

  /** Whether bytes of it were damaged that are noted as not reported yet; they may be of files that are gone. */
  get isDamaged(): boolean {
    return this.damaged;
  }

  /** On the disk, or on the way there. */
  get bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, this.waitingBytes);
  }

  get isEmpty(): boolean {
    return this.segments.length === 0 && this.waiting.length === 0;
  }

  /** When the oldest record was taken in, or before; null where there is none. */
  get oldest(): Instant | null {
    const [first] = this.segments;
    return first === undefined ? null : new Date(first.at).toISOString();
  }

  /** Resolves when the record is on the disk; those that come meanwhile are written and synced together, in their order. */
  append(record: Uint8Array): Promise<void> {
    return new Promise((kept, failed) => {
      const bytes = frame(record);
      this.waitingBytes += bytes.length;
      if (this.waiting.push({ frame: bytes, kept, failed }) === 1) void this.next(() => this.write());
    });
  }

  /** All files, of which none is written to any more. */
  seal(): Promise<Segment[]> {
    return this.next(async () => {
      await this.leave();
      return [...this.segments];
    });
  }

  /** The records of a sealed file in their order; null where bytes are damaged or torn. */
  async read(segment: Segment): Promise<(Buffer | null)[]> {
    return framesIn(await readFile(join(this.directory, nameOf(segment))));
  }

  /** A sealed file is not needed any more. */
  async drop(segment: Segment): Promise<void> {
    await unlink(join(this.directory, nameOf(segment)));
    await syncDirectory(this.directory);
    this.segments.splice(this.segments.indexOf(segment), 1);
  }

  /** That damage is still to be reported, or is by now; known over a crash once it resolves. */
  note(isDamaged: boolean): Promise<void> {
    if (isDamaged === this.damaged) return Promise.resolve();
    // at once, so that it is reported once
    if (!isDamaged) this.damaged = false;
    return this.next(async () => {
      const file = join(this.directory, DAMAGED);
      if (isDamaged) await (await open(file, 'a', 0o600)).close();
      else await unlink(file);
      await syncDirectory(this.directory);
      this.damaged = isDamaged;
    });
  }

  /** Once all is written. */
  async close(): Promise<void> {
    await this.next(() => this.leave());
  }

  private next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async write(): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    const bytes = Buffer.concat(batch.map((one) => one.frame));
    try {
      this.tail ??= await this.begin();
      const { file, segment } = this.tail;
      await file.appendFile(bytes);
      await file.datasync();
      segment.bytes += bytes.length;
      for (const { kept } of batch) kept();
      if (segment.bytes >= SEGMENT) await this.leave();
    } catch (error) {
      await this.recoil();
      for (const { failed } of batch) failed(error as Error);
    } finally {
      this.waitingBytes -= bytes.length;
    }
  }

  private async begin(): Promise<{ file: OpenFile; segment: Segment }> {
    const made = await mkdir(this.directory, { recursive: true, mode: 0o700 });
    if (made !== undefined) await syncDirectory(dirname(made));
    const segment = { at: Math.max(Date.now(), 1 + (this.segments.at(-1)?.at ?? 0)), bytes: 0 };
    const file = await open(join(this.directory, nameOf(segment)), 'a', 0o600);
    this.segments.push(segment);
    await syncDirectory(this.directory);
    return { file, segment };
  }

  private async leave(): Promise<void> {
    await this.tail?.file.close();
    this.tail = null;
  }

  /** After a write that failed nothing more goes into that file, and what it had before stays. */
  private async recoil(): Promise<void> {
    const segment = this.tail?.segment ?? this.segments.at(-1);
    await this.tail?.file.truncate(this.tail.segment.bytes).catch(() => undefined);
    await this.leave().catch(() => undefined);
    if (segment?.bytes === 0) await this.drop(segment).catch(() => undefined);
  }
}
