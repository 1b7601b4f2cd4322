import { createHash } from 'node:crypto';
import { type FileHandle as OpenFile, open } from 'node:fs/promises';

const BLOCK = 64;

/**
 * Whether a password is in a file of breached ones: SHA-1 in hex, a line each, in order, with `:count` or without, as the
 * public lists are. Looked for by halves, so that a file of any length costs some thirty short reads.
 */
export async function isBreached(file: string, password: string): Promise<boolean> {
  const wanted = createHash('sha1').update(password.normalize('NFKC')).digest('hex').toUpperCase();
  const list = await open(file, 'r');
  try {
    let [low, high] = [0, (await list.stat()).size];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const { hash, start, end } = await lineAround(list, middle);
      if (hash === wanted) return true;
      if (hash < wanted) low = Math.max(end, middle + 1);
      else high = start;
    }
    return false;
  } finally {
    await list.close();
  }
}

/** The line that a byte is in. */
async function lineAround(list: OpenFile, at: number): Promise<{ hash: string; start: number; end: number }> {
  const from = Math.max(0, at - BLOCK);
  const { buffer, bytesRead } = await list.read(Buffer.alloc(2 * BLOCK), 0, 2 * BLOCK, from);
  const text = buffer.toString('latin1', 0, bytesRead);
  const start = text.lastIndexOf('\n', at - from - 1) + 1;
  const newline = text.indexOf('\n', at - from);
  const end = newline === -1 ? text.length : newline + 1;
  return { hash: text.slice(start, start + 40).toUpperCase(), start: from + start, end: from + end };
}
