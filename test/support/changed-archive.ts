import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import type { Manifest } from '../../tools/backup/archive.js';

/** An archive's entries by name; what is set to undefined is left out. */
export type Entries = Map<string, string | undefined>;

/** Writes an archive again with changed entries, in the same order: whole for gzip and tar, and not what was written. */
export async function changeArchive(file: string, to: string, change: (entries: Entries) => void): Promise<string> {
  const entries: Entries = new Map();
  const read = extract();
  const reading = pipeline(createReadStream(file), createGunzip(), read);
  for await (const entry of read) {
    const pieces: Buffer[] = [];
    for await (const piece of entry as AsyncIterable<Buffer>) pieces.push(piece);
    entries.set(entry.header.name, Buffer.concat(pieces).toString());
  }
  await reading;
  change(entries);
  const tar = pack();
  for (const [name, body] of entries) if (body !== undefined) tar.entry({ name }, body);
  tar.finalize();
  await pipeline(tar, createGzip(), createWriteStream(to));
  return to;
}

/** Rows of a table, changed, and the manifest made to fit them. */
export function forgeRows(entries: Entries, table: string, change: (rows: string) => string): void {
  const name = `rows/public.${table}/000001.copy`;
  const rows = change(entries.get(name)!);
  entries.set(name, rows);
  forgeManifest(entries, ({ tables }) => (tables[`public.${table}`]!.sha256 = sha256(rows)));
}

/** The manifest made to fit what was changed, header among it; whoever does that has no key to sign it. */
export function forgeManifest(entries: Entries, change: (manifest: Manifest) => void): void {
  const manifest = JSON.parse(entries.get('manifest.json')!) as Manifest;
  manifest.header = sha256(entries.get('header.json')!);
  change(manifest);
  entries.set('manifest.json', JSON.stringify(manifest));
  entries.set('signature.json', undefined);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
