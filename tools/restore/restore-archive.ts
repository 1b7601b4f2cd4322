import type { Config } from '../../src/platform/config/index.js';
import { fillEmptyDatabase, unknownMigrations } from '../../src/platform/database/index.js';
import { type Digest, type Header, type Manifest, nameOf } from '../backup/archive.js';
import { PLAIN_TEXT } from '../backup/rows.js';
import { type Comparison, compareWith, differs } from './compare.js';
import { loadRows, makeRoom, setSequences, switchRulesOn } from './load-archive.js';
import { Archive, Damaged, Unreadable } from './read-archive.js';

/** What an archive was found to be, restored and read again. */
export interface Restored {
  header: Header;
  manifest: Manifest;
  comparison: Comparison;
  /** of the archive's file */
  sha256: string;
}

/**
 * Restores an archive into an empty database, in one transaction, and reads all of it again before that is committed.
 * @param url of the role that owns the database
 * @throws ConfigError of a database that is none to restore into, Unreadable of an archive that this version cannot judge, Damaged
 * of one that is not what was written or differs once restored; the database is then as it was
 */
export async function restoreArchive(file: string, url: string, config: Pick<Config, 'sealsDir'>): Promise<Restored> {
  const archive = new Archive(file);
  try {
    const header = await archive.header();
    const unknown = unknownMigrations(header.migrations);
    if (unknown.length > 0)
      throw new Unreadable(
        `the archive is of Ballroom ${header.product}, with migrations that this version does not know: ${unknown.join(', ')}`,
      );
    return await fillEmptyDatabase(url, header.migrations, async (client) => {
      await client.query(PLAIN_TEXT);
      await makeRoom(client, header);
      const loaded = await loadRows(client, archive, header);
      const manifest = await archive.manifest();
      holdAsWritten(loaded, manifest);
      await setSequences(client, manifest.sequences);
      await client.query('set constraints all immediate').catch((error: Error) => {
        throw new Damaged(`rows do not refer to each other as they must: ${error.message}`);
      });
      await client.query(`analyze ${header.tables.map(nameOf).join(', ')}`);
      const comparison = await compareWith(client, header, manifest, config);
      if (comparison.differences.length > 0) throw new Damaged(comparison.differences.join('\n'));
      // a session that ended since must not live again
      await client.query('delete from public.session');
      await switchRulesOn(client, header);
      return { header, manifest, comparison, sha256: await archive.sha256() };
    });
  } finally {
    archive.close();
  }
}

/** The archive holds what its manifest says it does. */
function holdAsWritten(loaded: Record<string, Digest>, manifest: Manifest): void {
  const tables = new Set([...Object.keys(loaded), ...Object.keys(manifest.tables)]);
  const wrong = [...tables].flatMap((table) => {
    const found = loaded[table];
    return found === undefined ? [`${table}: its rows are missing`] : differs(table, found, manifest.tables[table]);
  });
  if (wrong.length > 0) throw new Damaged(`the archive is not what was written:\n${wrong.join('\n')}`);
}
