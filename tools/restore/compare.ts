import type { ClientBase } from 'pg';
import { publishedLines } from '../../src/platform/files/index.js';
import { verifyingKey } from '../../src/platform/keys/index.js';
import { KeyChain, keyChanges, type LedgerVerdict, type Seal, walkLedger } from '../../src/trust/ledger/index.js';
import { type Digest, type Header, type Manifest, nameOf } from '../backup/archive.js';
import { migrationsOf, sequencesOf } from '../backup/catalog.js';
import { differs, digestOf, ledgerOf, selectOf } from '../backup/rows.js';
import type { Proof, Witnesses } from './prove-archive.js';

/** What a database was found to hold, and where that is other than what was backed up. */
export interface Comparison {
  tables: Record<string, Digest>;
  ledger: LedgerVerdict;
  /** how many published seals it was held against */
  published: number;
  /** how many seals were published after the newest of the archive */
  publishedLater: number;
  /** one sentence each; none: all is equal */
  differences: string[];
}

/** Reads the whole database again, and holds it against the manifest. Seals are held against the published ones where those are here. */
export async function compareWith(
  client: ClientBase,
  header: Header,
  manifest: Manifest,
  { sealsDir, sealsFile, key }: Pick<Witnesses, 'sealsDir' | 'sealsFile'> & Pick<Proof, 'key'>,
): Promise<Comparison> {
  const differences: string[] = [];
  const tables: Record<string, Digest> = {};
  for (const table of header.tables) {
    const found = (tables[nameOf(table)] = await digestOf(client, selectOf(client, table)));
    differences.push(...differs(nameOf(table), found, manifest.tables[nameOf(table)]));
  }
  const same = (what: string, found: unknown, wanted: unknown): void => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) differences.push(`${what} are not those of the backup`);
  };
  same('the migrations', await migrationsOf(client), header.migrations);
  same('the sequences', await sequencesOf(client), manifest.sequences);
  same('heads and newest seal of the ledger', await ledgerOf(client), manifest.ledger);

  const last = manifest.ledger.seal?.number ?? 0;
  let [published, publishedLater] = [0, 0];
  const tx = { query: async <Row>(sql: string, values?: unknown[]) => (await client.query(sql, values)).rows as Row[] };
  // an archive of an earlier version has one key alone
  const changes = header.tables.some((table) => nameOf(table) === 'public.seal_key') ? await keyChanges(tx) : [];
  const ledger = await walkLedger({
    read: (work) => work(tx),
    keys: KeyChain.of(key, changes, verifyingKey),
    async *published() {
      for await (const line of publishedLines(sealsDir, sealsFile ?? 'seals.ndjson')) {
        if (line.number <= last) {
          published += 1;
          yield line as Seal;
        } else publishedLater += 1;
      }
    },
  });
  differences.push(...ledger.first.map(({ where, entry, code }) => `ledger: ${where}, entry ${entry}: ${code}`));
  return { tables, ledger, published, publishedLater, differences };
}
