import { createHash } from 'node:crypto';
import { closeSync, createWriteStream, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';

/** What was written. */
export interface Written {
  bytes: number;
  sha256: string;
}

/** Puts one entry into the archive; settles when it is taken, so that nothing piles up. */
export type PutEntry = (name: string, body: Buffer) => Promise<void>;

/**
 * A tar, compressed by gzip, readable by its owner alone. It stands under its name once it is whole and on disk, and takes the
 * place of no other file.
 */
export async function writeArchive(file: string, fill: (put: PutEntry) => Promise<void>): Promise<Written> {
  const draft = `${file}.partial-${process.pid}`;
  try {
    const written = await streamTo(draft, fill);
    linkSync(draft, file);
    flushFolder(dirname(file));
    return written;
  } finally {
    rmSync(draft, { force: true });
  }
}

async function streamTo(draft: string, fill: (put: PutEntry) => Promise<void>): Promise<Written> {
  const tar = pack();
  const hash = createHash('sha256');
  let bytes = 0;
  const stored = pipeline(
    tar,
    createGzip({ level: 3 }),
    async function* (source: AsyncIterable<Buffer>) {
      for await (const piece of source) {
        hash.update(piece);
        bytes += piece.length;
        yield piece;
      }
    },
    createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }),
  );
  const filled = fill((name, body) => put(tar, name, body)).then(
    () => tar.finalize(),
    (error: Error) => {
      tar.destroy(error);
      throw error;
    },
  );
  // what could not be written is why what fills failed, so it is told first
  for (const end of await Promise.allSettled([stored, filled])) if (end.status === 'rejected') throw end.reason;
  return { bytes, sha256: hash.digest('hex') };
}

const put = (tar: Pack, name: string, body: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    const taken = (error?: Error | null): void => (error ? reject(error) : resolve());
    const entry = tar.entry({ name, size: body.length, mode: 0o600, mtime: new Date(0) }, taken);
    entry.on('error', reject);
    entry.end(body);
  });

function flushFolder(folder: string): void {
  const at = openSync(folder, 'r');
  fsyncSync(at);
  closeSync(at);
}
