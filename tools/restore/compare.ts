import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientBase } from 'pg';
import type { Config } from '../../src/platform/config/index.js';
import { publishedLines } from '../../src/platform/files/index.js';
import { verifyingKey } from '../../src/platform/keys/index.js';
import { type LedgerVerdict, type Seal, walkLedger } from '../../src/trust/ledger/index.js';
import { type Digest, type Header, type Manifest, nameOf } from '../backup/archive.js';
import { migrationsOf, sequencesOf } from '../backup/catalog.js';
import { digestOf, ledgerOf, selectOf } from '../backup/rows.js';

/** What a database was found to hold, and where that is other than what was backed up. */
export interface Comparison {
  tables: Record<string, Digest>;
  ledger: LedgerVerdict;
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
  { sealsDir }: Pick<Config, 'sealsDir'>,
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
  same('heads and newest seal of the ledger', await ledgerOf(client, tables['public.fact']!.rows), manifest.ledger);

  const last = manifest.ledger.seal?.number ?? 0;
  let publishedLater = 0;
  const isSigned = signatureCheck(header, sealsDir, differences);
  const ledger = await walkLedger({
    read: (work) =>
      work({ query: async <Row>(sql: string, values?: unknown[]) => (await client.query(sql, values)).rows as Row[] }),
    isSigned,
    async *published() {
      for await (const line of publishedLines(sealsDir, 'seals.ndjson'))
        if (line.number <= last) yield line as Seal;
        else publishedLater += 1;
    },
  });
  differences.push(...ledger.first.map(({ where, entry, code }) => `ledger: ${where}, entry ${entry}: ${code}`));
  return { tables, ledger, publishedLater, differences };
}

/** How a table differs from what was written of it. */
export function differs(table: string, found: Digest, wanted: Digest | undefined): string[] {
  if (wanted === undefined) return [`${table}: the manifest does not say what it holds`];
  if (found.rows !== wanted.rows) return [`${table}: ${found.rows} rows, backed up were ${wanted.rows}`];
  return found.sha256 === wanted.sha256 ? [] : [`${table}: rows are not those that were backed up`];
}

/** By the archive's public key, or the published one where it has none. */
function signatureCheck({ sealKey }: Header, sealsDir: string, differences: string[]): (seal: Seal) => boolean {
  if (sealKey === null) return () => false;
  const published = join(sealsDir, `${sealKey.fingerprint}.pem`);
  const pem = sealKey.pem ?? (existsSync(published) ? readFileSync(published, 'utf8') : null);
  const key = pem === null ? null : verifyingKey(pem);
  if (key?.fingerprint !== sealKey.fingerprint) {
    differences.push(
      `the seals cannot be checked: their public key ${sealKey.fingerprint} is neither in the archive nor in ${sealsDir}`,
    );
    return () => true;
  }
  return ({ text, signature }) =>
    (JSON.parse(text) as { key: unknown }).key === sealKey.fingerprint && key.verify(text, signature);
}
