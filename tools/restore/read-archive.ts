import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import {
  FORMAT,
  HEADER,
  type Header,
  MANIFEST,
  type Manifest,
  type ManifestSignature,
  SIGNATURE,
  signedText,
} from '../backup/archive.js';

/** An archive that is not what was written, or that a database does not take. */
export class Damaged extends Error {}

/** An archive that this version cannot judge. */
export class Unreadable extends Error {}

interface Entry {
  name: string;
  body: AsyncIterable<Buffer>;
}

/** A signature, with the text that it is over. */
export type Signed = ManifestSignature & { over: string };

const LARGEST_JSON = 64 * 2 ** 20;

/** An archive, read once from its begin to its end, entry by entry. */
export class Archive {
  private readonly hash = createHash('sha256');
  private readonly tar = extract();
  private readonly entries = this.tar[Symbol.asyncIterator]();
  private readonly read: Promise<void>;
  private current: Entry | null = null;
  private head = '';

  constructor(file: string) {
    const { hash } = this;
    this.read = pipeline(
      createReadStream(file),
      async function* (source: AsyncIterable<Buffer>) {
        for await (const piece of source) {
          hash.update(piece);
          yield piece;
        }
      },
      createGunzip(),
      this.tar,
    ).catch((error: NodeJS.ErrnoException) => {
      throw error.syscall === undefined ? damaged(error) : new Unreadable(`${file} cannot be read: ${error.message}`);
    });
    this.read.catch(() => undefined);
  }

  /** The entry that comes next, null at the end. */
  get next(): string | null {
    return this.current?.name ?? null;
  }

  /** @throws Unreadable, Damaged */
  async header(): Promise<Header> {
    await this.advance();
    if (this.next !== HEADER) throw new Unreadable('this is no backup of Ballroom');
    const text = await this.text();
    const header = parsed<Header>(HEADER, text);
    if (header.format !== FORMAT)
      throw new Unreadable(`the archive is of the form ${header.format}; this version reads ${FORMAT}`);
    this.head = createHash('sha256').update(text).digest('hex');
    return header;
  }

  /** The rest of it, with nothing after it: the manifest, and its signature where there is one. */
  async manifest(): Promise<{ manifest: Manifest; signature: Signed | null }> {
    const name = this.next;
    if (name !== MANIFEST) throw new Damaged(`the archive goes on with ${name ?? 'nothing'} where its end should be`);
    const text = await this.text();
    const manifest = parsed<Manifest>(MANIFEST, text);
    if (manifest.header !== this.head) throw new Damaged('the header is not the one of the manifest');
    const signature = this.next === SIGNATURE ? parsed<ManifestSignature>(SIGNATURE, await this.text()) : null;
    if (this.next !== null) throw new Damaged(`the archive goes on after its end, with ${this.next}`);
    const over = signedText(createHash('sha256').update(text).digest('hex'));
    return { manifest, signature: signature && { ...signature, over } };
  }

  /** What the current entry holds; then the next one is current. */
  async *take(): AsyncGenerator<Buffer> {
    const { body } = this.current!;
    yield* this.guarded(body);
    await this.advance();
  }

  /** Of the file, once it was read to its end. */
  async sha256(): Promise<string> {
    await this.read;
    return this.hash.digest('hex');
  }

  close(): void {
    this.tar.destroy();
  }

  private async advance(): Promise<void> {
    const step = await this.entries
      .next()
      .catch(() => this.read.then(() => ({ done: true, value: undefined }) as const));
    if (step.done === true) await this.read;
    this.current =
      step.done === true ? null : { name: step.value.header.name, body: step.value as AsyncIterable<Buffer> };
  }

  /** What ends a body early is told by what read the file. */
  private async *guarded(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    try {
      yield* body;
    } catch (error) {
      await this.read;
      throw damaged(error as Error);
    }
  }

  private async text(): Promise<string> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of this.take()) {
      pieces.push(piece);
      if ((size += piece.length) > LARGEST_JSON) throw new Damaged('an entry is longer than any that is written');
    }
    return Buffer.concat(pieces).toString('utf8');
  }
}

const damaged = ({ message }: Error): Damaged => new Damaged(`the archive is damaged or cut off: ${message}`);

function parsed<T>(name: string, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Damaged(`${name} is no JSON`);
  }
}
