import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { newId } from '../../../platform/clock/index.js';

/** Thumbprints of the certificates that a person has rejected: no stranger puts them out. Servers on one folder share the file. */
export class Judgements {
  private readonly log = new Logger('Certificates');
  private readonly file: string;
  private known = new Set<string>();
  private isDamaged = false;

  constructor(private readonly dir: string) {
    this.file = join(dir, 'rejected-by-people.json');
    this.read();
  }

  /** As they are in the file now. Of a damaged one nothing is known but what this server has read before. */
  read(): ReadonlySet<string> {
    const kept = existsSync(this.file) ? thumbprintsIn(readFileSync(this.file, 'utf8')) : [];
    if (kept !== null) this.known = new Set(kept);
    else if (!this.isDamaged)
      this.log.error(`${this.file} is damaged: certificates that people have rejected may give way to strangers'`);
    this.isDamaged = kept === null;
    return this.known;
  }

  /** On disk before it returns, whole or not at all. */
  keep(thumbprint: string, isRejected: boolean): void {
    this.read();
    if (isRejected) this.known.add(thumbprint);
    else this.known.delete(thumbprint);
    const next = `${this.file}.${newId()}`;
    written(next, (file) => writeSync(file, JSON.stringify([...this.known])));
    renameSync(next, this.file);
    written(this.dir, () => undefined);
  }
}

/** Writes a file, or only syncs a folder, whose names are what it holds. */
function written(path: string, write: (file: number) => void): void {
  const file = openSync(path, existsSync(path) ? 'r' : 'wx', 0o600);
  try {
    write(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Null where it is none of our lists. */
function thumbprintsIn(text: string): string[] | null {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((one) => typeof one === 'string') ? list : null;
  } catch {
    return null;
  }
}
