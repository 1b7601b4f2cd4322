import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** An archive that is cut off, damaged, or goes on where it should end. */
export class Broken extends Error {}

/** A file of a tar. Its body is read to its end before the next one comes. */
export interface Entry {
  name: string;
  size: number;
  body: () => AsyncGenerator<Buffer>;
}

const BLOCK = 512;

/** The files of a tar (ustar) under gzip, one after the other; of a file of any length no more than a piece is held. */
export async function* entriesOf(file: string): AsyncGenerator<Entry> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  const bytes = new Bytes(source.pipe(gunzip));
  try {
    for (;;) {
      const head = await bytes.take(BLOCK);
      if (head.every((byte) => byte === 0)) return await bytes.end();
      const { name, size } = headerOf(head);
      let isRead = false;
      async function* body(): AsyncGenerator<Buffer> {
        isRead = true;
        yield* bytes.pieces(size);
      }
      yield { name, size, body };
      if (!isRead) for await (const _ of bytes.pieces(size));
      await bytes.take((BLOCK - (size % BLOCK)) % BLOCK);
    }
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function headerOf(head: Buffer): { name: string; size: number } {
  const text = (from: number, to: number): string => {
    const field = head.toString('utf8', from, to);
    return field.slice(0, field.includes('\0') ? field.indexOf('\0') : undefined);
  };
  const [kind, stated] = [text(156, 157), Number.parseInt(text(148, 156).trim(), 8)];
  const sum = head.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  const size = Number.parseInt(text(124, 136).trim(), 8);
  if (sum !== stated || !Number.isSafeInteger(size)) throw new Broken('what stands there is no entry of a tar');
  if (kind !== '' && kind !== '0') throw new Broken(`an entry of the kind ${kind} is none that a backup has`);
  const prefix = text(345, 500);
  return { name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`, size };
}

/** Bytes of a stream, taken as they are asked for. */
class Bytes {
  private readonly source: AsyncIterator<Buffer, undefined>;
  private held: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.source = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  }

  async take(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.pieces(count)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async *pieces(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0;) {
      if (this.held.length === 0 && !(await this.more())) throw new Broken('it is cut off');
      const piece = this.held.subarray(0, left);
      this.held = this.held.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  /** Nothing but zeros is left. */
  async end(): Promise<void> {
    do if (this.held.some((byte) => byte !== 0)) throw new Broken('it goes on after its end');
    while (await this.more());
  }

  private async more(): Promise<boolean> {
    try {
      const step: IteratorResult<Buffer, undefined> = await this.source.next();
      this.held = step.done === true ? Buffer.alloc(0) : step.value;
      return step.done !== true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
      throw new Broken(`it is damaged or cut off: ${(error as Error).message}`);
    }
  }
}
