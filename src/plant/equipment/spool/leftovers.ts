import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Instant } from '../../../kernel/ids.js';
import { FolderLock, SpoolLog } from '../../../platform/spool/index.js';

/** What stands in the spool folder of a server that is not there: it is committed once a server starts under its name again. */
export interface Leftover {
  /** its name in the data folder */
  folder: string;
  bytes: number;
  oldest: Instant | null;
}

const UNIT = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Of a spool folder: its units; none where it is not there. Fails where it cannot be read, since nobody knows then what is in it. */
export async function unitsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.flatMap((entry) => (entry.isDirectory() && UNIT.test(entry.name) ? [entry.name] : []));
}

/** Beside this server's own folder. One that another server has now, on this data folder too, is that one's. */
export async function leftoversBeside(own: string): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for (const folder of await readdir(dirname(own))) {
    if (folder === basename(own) || !/^spool(-|$)/.test(folder)) continue;
    const path = join(dirname(own), folder);
    if (!(await stat(path)).isDirectory()) continue;
    const lock = await FolderLock.take(path);
    if (lock === null) continue;
    try {
      const logs = await Promise.all((await unitsIn(path)).map((unit) => SpoolLog.open(join(path, unit))));
      const bytes = logs.reduce((sum, log) => sum + log.bytes, 0);
      const [oldest = null] = logs.flatMap((log) => log.oldest ?? []).sort();
      if (bytes > 0) found.push({ folder, bytes, oldest });
    } finally {
      lock.release();
    }
  }
  return found;
}

/** What to do about it. */
export function leftoverWords({ folder, bytes, oldest }: Leftover): string {
  const name = /^spool-(.+)$/.exec(folder)?.[1];
  const by = name === undefined ? 'without BALLROOM_INSTANCE' : `with BALLROOM_INSTANCE=${name}`;
  return `${folder}: ${bytes} bytes since ${oldest} of a server that is not there are in no record; start one ${by} to commit them`;
}
