import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Numbered {
  number: number;
}

/** No line is longer than half of this, in bytes. */
const TAIL = 64 * 1024;

/**
 * Appends to `<dir>/<file>` the numbered entries that are not there yet, one JSON line each, flushed to disk; a line that
 * a crash tore is completed, never taken back. `beside` are small files that belong next to it. One caller at a time.
 * The folder belongs out of the database's reach: a mount that only takes appends, or one that another party copies.
 * @param entriesFrom all entries from a number on; the last published one is asked for again
 * @throws Error where the file says other than the entries: it is of another database, or one of the two was changed
 */
export async function publishLines(
  dir: string,
  file: string,
  beside: Record<string, string>,
  entriesFrom: (number: number) => Promise<Numbered[]>,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const [name, content] of Object.entries(beside))
    if (!existsSync(join(dir, name))) await writeFile(join(dir, name), content);
  const published = await open(join(dir, file), 'a+');
  try {
    const told = await lastLine(published);
    const first = numberOf(told);
    const entries = first === null ? [] : await entriesFrom(first);
    const lines = Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    if (first === null || !lines.subarray(0, told.length).equals(told))
      throw new Error(`${file} in ${dir} says other than the database from number ${first ?? '?'} on`);
    if (lines.length === told.length) return;
    await published.appendFile(lines.subarray(told.length));
    await published.sync();
  } finally {
    await published.close();
  }
}

/** The last whole line and what a crash left behind it. */
async function lastLine(published: FileHandle): Promise<Buffer> {
  const { size } = await published.stat();
  const tail = Buffer.alloc(Math.min(size, TAIL));
  await published.read(tail, 0, tail.length, size - tail.length);
  const end = tail.lastIndexOf('\n');
  return end <= 0 ? tail : tail.subarray(tail.lastIndexOf('\n', end - 1) + 1);
}

/** Where a line's entry stands, 1 where there is no whole line yet, null where it is no entry. */
function numberOf(line: Buffer): number | null {
  const end = line.indexOf('\n');
  if (end < 0) return 1;
  try {
    return (JSON.parse(line.toString('utf8', 0, end)) as Numbered).number;
  } catch {
    return null;
  }
}
