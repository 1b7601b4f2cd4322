import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchState } from './batch-state.js';
import type { Report } from './report.js';

/** The bytes of each file that a person bound to a step are those of its hash; `dir` holds them under their hashes. */
export function checkAttached(report: Report, { attachments }: BatchState, dir: string | undefined): void {
  if (attachments.size === 0) return;
  if (dir === undefined) {
    report.notChecked.push(`the bytes of ${attachments.size} files that people bound to steps (--files DIR)`);
    return;
  }
  for (const { file, size } of attachments.values()) {
    const path = join(dir, file);
    if (!/^[0-9a-f]{64}$/.test(file) || !existsSync(path)) {
      report.wrong(`file ${file}`, null, 'the file is not there', file, 'none');
      continue;
    }
    const bytes = readFileSync(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    report.same(
      `file ${file}`,
      null,
      'the file is not that of its hash',
      { file, size },
      { file: sha256, size: bytes.length },
    );
  }
  report.checked.push(`${attachments.size} files that people bound to steps`);
}
