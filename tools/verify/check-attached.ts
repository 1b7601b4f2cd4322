import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchState } from './batch-state.js';
import type { Report } from './report.js';

/** A file that the record names by the hash of its bytes; `size` is null where the record says none. */
interface Named {
  file: string;
  size: number | null;
}

/** The bytes of each file that a person bound to a step or that a device gave are those of its hash; `dir` holds them under their hashes. */
export function checkAttached(report: Report, state: BatchState, dir: string | undefined): void {
  const bound = [...state.attachments.values()].map(({ file, size }) => ({ file, size }));
  check(report, bound, 'files that people bound to steps', dir);
  check(report, resultFiles(state), 'files of results that devices gave', dir);
}

/** Those that gave entries, and those that said other than what stands. */
function resultFiles({ entries, exceptions }: BatchState): Named[] {
  const gave = [...entries.values()].flatMap(({ file }) => (file === undefined ? [] : [file.hash]));
  const differ = [...exceptions.values()].flatMap(({ kind, values }) =>
    kind === 'result.contradicts' || kind === 'result.not-awaited' ? [String(values['hash'])] : [],
  );
  return [...new Set([...gave, ...differ])].map((file) => ({ file, size: null }));
}

function check(report: Report, named: Named[], what: string, dir: string | undefined): void {
  if (named.length === 0) return;
  if (dir === undefined) {
    report.notChecked.push(`the bytes of ${named.length} ${what} (--files DIR)`);
    return;
  }
  for (const { file, size } of named) {
    const path = join(dir, file);
    if (!/^[0-9a-f]{64}$/.test(file) || !existsSync(path)) {
      report.wrong(`file ${file}`, null, 'the file is not there', file, 'none');
      continue;
    }
    const bytes = readFileSync(path);
    const found = { file: createHash('sha256').update(bytes).digest('hex'), size: size === null ? null : bytes.length };
    report.same(`file ${file}`, null, 'the file is not that of its hash', { file, size }, found);
  }
  report.checked.push(`${named.length} ${what}`);
}
