import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/**
 * A secret of this data directory, made at its first use and kept in `secrets/<name>`, readable by its owner alone.
 * It is on disk before it is handed out, so that nothing is ever locked with a secret that a power cut takes away.
 */
export function secret(dataDir: string, name: string): string {
  const folder = join(dataDir, 'secrets');
  const file = join(folder, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const draft = `${file}.${process.pid}`;
  writeDurably(draft, `${randomBytes(24).toString('base64url')}\n`);
  try {
    linkSync(draft, file);
    syncFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, 'utf8').trim();
}

/** Writes a file of secrets anew, readable by its owner alone; its path. */
export function writeSecret(dataDir: string, name: string, text: string): string {
  const file = join(dataDir, 'secrets', name);
  mkdirSync(join(dataDir, 'secrets'), { recursive: true, mode: 0o700 });
  writeDurably(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return file;
}

function writeDurably(file: string, text: string): void {
  const to = openSync(file, 'w', 0o600);
  writeSync(to, text);
  fsyncSync(to);
  closeSync(to);
}

function syncFolder(folder: string): void {
  const at = openSync(folder, 'r');
  fsyncSync(at);
  closeSync(at);
}
