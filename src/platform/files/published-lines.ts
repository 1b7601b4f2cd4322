import { existsSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Numbered {
  number: number;
}

/**
 * Appends to `<dir>/<file>` the numbered entries that are not there yet, one JSON line each, flushed to disk; a last line
 * that a crash tore is written again. `beside` are small files that belong next to it.
 * The folder belongs out of the database's reach: a mount that only takes appends, or one that another party copies.
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
  const path = join(dir, file);
  const text = existsSync(path) ? await readFile(path, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const last = whole.trimEnd().split('\n').at(-1);
  const missing = await entriesFrom(last ? (JSON.parse(last) as Numbered).number + 1 : 1);
  if (missing.length === 0 && whole.length === text.length) return;
  const handle = await open(path, 'a');
  try {
    if (whole.length < text.length) await handle.truncate(Buffer.byteLength(whole));
    await handle.write(missing.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
}
