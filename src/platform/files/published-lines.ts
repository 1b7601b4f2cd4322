import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

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

/** What was published there, in its order; nothing where nothing was, and not what a crash left of a line. */
export async function* publishedLines(dir: string, file: string): AsyncGenerator<Numbered> {
  if (!existsSync(join(dir, file))) return;
  const lines = createInterface({ input: createReadStream(join(dir, file)) });
  for await (const line of lines) {
    const entry = entryOf(line);
    if (entry !== null) yield entry;
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
  return entryOf(line.toString('utf8', 0, end))?.number ?? null;
}

function entryOf(line: string): Numbered | null {
  try {
    return JSON.parse(line) as Numbered;
  } catch {
    return null;
  }
}
