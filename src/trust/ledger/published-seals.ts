import { existsSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Seal } from './domain/index.js';
import type { SealKey } from './seal-key.js';

const FILE = 'seals.ndjson';
let publishing: Promise<void> = Promise.resolve();

/**
 * Appends the seals that are not in `dir` yet, one JSON line each, flushed to disk, and the public key beside them.
 * The folder belongs outside the database's reach: a mount that only takes appends, or one that another party copies.
 */
export function publish(dir: string, key: SealKey, sealsFrom: (number: number) => Promise<Seal[]>): Promise<void> {
  const next = publishing.then(() => publishNow(dir, key, sealsFrom));
  publishing = next.catch(() => undefined);
  return next;
}

async function publishNow(dir: string, key: SealKey, sealsFrom: (number: number) => Promise<Seal[]>): Promise<void> {
  await mkdir(dir, { recursive: true });
  const pem = join(dir, `${key.fingerprint}.pem`);
  if (!existsSync(pem)) await writeFile(pem, key.publicPem);
  const path = join(dir, FILE);
  const text = existsSync(path) ? await readFile(path, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const last = whole.trimEnd().split('\n').at(-1);
  const missing = await sealsFrom(last ? (JSON.parse(last) as Seal).number + 1 : 1);
  if (missing.length === 0 && whole.length === text.length) return;
  const file = await open(path, 'a');
  try {
    if (whole.length < text.length) await file.truncate(Buffer.byteLength(whole));
    await file.write(missing.map((seal) => `${JSON.stringify(seal)}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
}
