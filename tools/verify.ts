import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { archiveVerdict } from './verify/archive/verdict.js';
import { verifyArchive } from './verify/archive/verify-archive.js';
import { Unusable } from './verify/record.js';
import { verdict } from './verify/verdict.js';
import { verifyRecord } from './verify/verify-record.js';

const USAGE = `usage: npm run verify -- RECORD [--key FILE] [--seals FILE] [--series DIR] [--files DIR]
       npm run verify -- BACKUP [--key FILE] [--seals FILE] [--sha256 HEX]`;

/** 0: verified, 1: not verified, 2: nothing that can be judged. Reads files alone; needs no network. */
async function main(args: string[]): Promise<number> {
  const { file, key, seals, series, files, sha256 } = readArguments(args);
  const read = (path: string | undefined): string | undefined => (path === undefined ? undefined : readText(path));
  const given = { key: key !== undefined, seals: seals !== undefined };
  if (isArchive(file)) {
    if (seals !== undefined) closeSync(open(seals));
    const verified = await verifyArchive({ file, key: read(key), seals, sha256 });
    console.log(archiveVerdict(verified, given));
    return verified.report.findings.length === 0 ? 0 : 1;
  }
  const input = { text: readText(file), key: read(key), seals: read(seals), series, files };
  const verified = await verifyRecord(input);
  console.log(verdict(verified, given));
  return verified.report.findings.length === 0 ? 0 : 1;
}

function readArguments(args: string[]) {
  const file = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { key: file, seals: file, series: file, files: file, sha256: file },
    });
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) throw new Unusable(USAGE);
    return { file: path, ...values };
  } catch (error) {
    throw error instanceof Unusable ? error : new Unusable(`${(error as Error).message}\n${USAGE}`);
  }
}

/** A backup is under gzip, a record is text. */
function isArchive(path: string): boolean {
  const at = open(path);
  try {
    const begin = Buffer.alloc(2);
    return readSync(at, begin) === 2 && begin.equals(Buffer.of(0x1f, 0x8b));
  } finally {
    closeSync(at);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new Unusable(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    throw new Unusable(`${path} cannot be read: ${(error as Error).message}`);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Unusable)) throw error;
  console.error(`${error.message}\nNOT VERIFIED: there is nothing here that can be judged.`);
  process.exitCode = 2;
}
