import { unknownMigrations } from '../../src/platform/database/index.js';
import { type Digest, type Header, type Manifest, nameOf, partName } from '../backup/archive.js';
import { differs, RowsSeen } from '../backup/rows.js';
import { Archive, Damaged, type Signed, Unreadable } from './read-archive.js';

/** An archive that is what its own manifest says; whether that is the true one, hashes within it cannot tell. */
export interface Judged {
  header: Header;
  manifest: Manifest;
  signature: Signed | null;
  /** of the file */
  sha256: string;
}

/**
 * Reads an archive from begin to end before anything of it is loaded.
 * @param sha256 of the file, as it was written down elsewhere
 */
export async function judgeArchive(file: string, sha256?: string): Promise<Judged> {
  const archive = new Archive(file);
  try {
    const header = await archive.header();
    const unknown = unknownMigrations(header.migrations);
    if (unknown.length > 0)
      throw new Unreadable(
        `the archive is of Ballroom ${header.product}, with migrations that this version does not know: ${unknown.join(', ')}`,
      );
    const found = await rowsIn(archive, header);
    const judged = { header, ...(await archive.manifest()), sha256: await archive.sha256() };
    if (sha256 !== undefined && judged.sha256 !== sha256.toLowerCase())
      throw new Damaged(`the archive is another: its SHA-256 is ${judged.sha256}, not ${sha256}`);
    holdAsWritten(found, judged.manifest);
    return judged;
  } finally {
    archive.close();
  }
}

async function rowsIn(archive: Archive, { tables }: Header): Promise<Record<string, Digest>> {
  const found: Record<string, Digest> = {};
  for (const table of tables) {
    const seen = new RowsSeen();
    let part = 1;
    for (; archive.next === partName(table, part); part++) for await (const piece of archive.take()) seen.see(piece);
    if (part === 1)
      throw new Damaged(`the rows of ${nameOf(table)} are missing: ${archive.next ?? 'the end'} comes in their place`);
    found[nameOf(table)] = seen.digest();
  }
  return found;
}

/** The archive holds what its manifest says it does. */
function holdAsWritten(found: Record<string, Digest>, manifest: Manifest): void {
  const tables = new Set([...Object.keys(found), ...Object.keys(manifest.tables)]);
  const wrong = [...tables].flatMap((table) => {
    const rows = found[table];
    return rows === undefined ? [`${table}: its rows are missing`] : differs(table, rows, manifest.tables[table]);
  });
  if (wrong.length > 0) throw new Damaged(`the archive is not what was written:\n${wrong.join('\n')}`);
}
