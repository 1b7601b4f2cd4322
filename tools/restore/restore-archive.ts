import { fillEmptyDatabase } from '../../src/platform/database/index.js';
import { nameOf } from '../backup/archive.js';
import { PLAIN_TEXT } from '../backup/rows.js';
import { type Comparison, compareWith } from './compare.js';
import { type Judged, judgeArchive } from './judge-archive.js';
import { loadRows, makeRoom, setSequences, switchRulesOn } from './load-archive.js';
import { Archive, Damaged } from './read-archive.js';
import { proofOf, type Proof, type Witnesses } from './prove-archive.js';

/** What an archive was found to be, restored and read again. */
export interface Restored extends Judged {
  comparison: Comparison;
  proof: Proof;
}

/**
 * Restores an archive into an empty database, in one transaction, and reads all of it again before that is committed.
 * @param url of the role that owns the database
 * @param witnesses what was kept elsewhere, against which the archive is held
 * @param judged what was found of the file already
 * @throws ConfigError of a database that is none to restore into, Unreadable of an archive that this version cannot judge, Damaged
 * of one that is not what was written or differs once restored; the database is then as it was
 */
export async function restoreArchive(
  file: string,
  url: string,
  witnesses: Witnesses,
  judged?: Judged,
): Promise<Restored> {
  judged ??= await judgeArchive(file, witnesses.sha256);
  const { header, manifest } = judged;
  const proof = proofOf(judged, witnesses);
  const archive = new Archive(file);
  try {
    await archive.header();
    return await fillEmptyDatabase(url, header.migrations, async (client) => {
      await client.query(PLAIN_TEXT);
      await makeRoom(client, header);
      await loadRows(client, archive, header);
      await setSequences(client, manifest.sequences);
      await client.query('set constraints all immediate').catch((error: Error) => {
        throw new Damaged(`rows do not refer to each other as they must: ${error.message}`);
      });
      await client.query(`analyze ${header.tables.map(nameOf).join(', ')}`);
      const comparison = await compareWith(client, header, manifest, { ...witnesses, key: proof.key });
      if (comparison.differences.length > 0) throw new Damaged(comparison.differences.join('\n'));
      // a session that ended since must not live again
      await client.query('delete from public.session');
      await switchRulesOn(client, header);
      return { ...judged, comparison, proof };
    });
  } finally {
    archive.close();
  }
}
