import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { sha256 } from '../../src/kernel/canonical-json.js';
import { type Config, ConfigError, VERSION } from '../../src/platform/config/index.js';
import { KEEP_ALIVE, MIGRATION_LOCK } from '../../src/platform/database/index.js';
import { hasSigningKey, signingKey } from '../../src/platform/keys/index.js';
import {
  type Digest,
  FORMAT,
  HEADER,
  type Header,
  MANIFEST,
  type Manifest,
  nameOf,
  PART,
  partName,
  SIGNATURE,
  signedText,
} from './archive.js';
import { migrationsOf, READINGS, sequencesOf, tablesOf, weeksOf } from './catalog.js';
import { ledgerOf, parts, PLAIN_TEXT, RowsSeen, rowsOf, selectOf } from './rows.js';
import { type PutEntry, writeArchive, type Written } from './write-archive.js';

export interface Backup extends Written {
  header: Header;
  manifest: Manifest;
  /** by the key that signs seals */
  isSigned: boolean;
}

/** Where to look for the public half of the key that signs seals. */
type KeyPlaces = Pick<Config, 'sealsDir' | 'keysDir'>;

/**
 * Writes all rows of a database into an archive, as they are at one instant, while servers write on.
 * @param url of the role that owns the schema, since others do not see all
 */
export async function makeBackup(url: string, file: string, keys: KeyPlaces): Promise<Backup> {
  if (existsSync(file)) throw new ConfigError([`${file} is there already, and nothing is written over`]);
  const client = new pg.Client({ connectionString: url, application_name: 'ballroom-backup', ...KEEP_ALIVE });
  client.on('error', () => undefined);
  await client.connect().catch((error: Error) => {
    throw new ConfigError([`the database cannot be reached: ${error.message}`]);
  });
  try {
    await oneInstant(client);
    const header = await headerOf(client, keys);
    let manifest: Manifest | undefined;
    let isSigned = false;
    const written = await writeArchive(file, async (put) => {
      manifest = await putAll(client, header, put);
      isSigned = await putSignature(header, manifest, keys, put);
    });
    return { ...written, header, manifest: manifest!, isSigned };
  } finally {
    await client.end();
  }
}

/**
 * One snapshot, taken by the first query. Writers need no more of it than that: what must not contradict itself is held by locks
 * and constraints. Until its end no migration runs, and no week is detached.
 */
async function oneInstant(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ found: boolean }>(
    `select to_regclass('public.migration') is not null as found`,
  );
  if (!rows[0]!.found) throw new ConfigError(['the database holds no schema of Ballroom']);
  await client.query(`select pg_advisory_lock_shared(${MIGRATION_LOCK})`);
  await client.query('start transaction isolation level repeatable read read only');
  await client.query(PLAIN_TEXT);
  await client.query(`lock table public.${READINGS} in access share mode`);
}

async function headerOf(client: pg.ClientBase, keys: KeyPlaces): Promise<Header> {
  const [now] = (
    await client.query<{ at: Date; database: string; server: string; key: string | null }>(
      `select clock_timestamp() as at, current_database() as database, current_setting('server_version') as server,
              (select text::jsonb ->> 'key' from public.seal order by number desc limit 1) as key`,
    )
  ).rows;
  const { at, database, server, key } = now!;
  const tables = (await tablesOf(client)).map(({ needs: _, ...table }) => table);
  const sealKey = key === null ? null : { fingerprint: key, pem: publicPem(key, keys) };
  const [migrations, weeks] = [await migrationsOf(client), await weeksOf(client)];
  return {
    ...{ format: FORMAT, product: VERSION, at: at.toISOString(), database, server },
    ...{ migrations, tables, weeks, sealKey },
  };
}

function publicPem(fingerprint: string, { sealsDir, keysDir }: KeyPlaces): string | null {
  const published = join(sealsDir, `${fingerprint}.pem`);
  if (existsSync(published)) return readFileSync(published, 'utf8');
  const own = hasSigningKey(keysDir) ? signingKey(keysDir) : undefined;
  return own?.fingerprint === fingerprint ? own.publicPem : null;
}

async function putAll(client: pg.ClientBase, header: Header, put: PutEntry): Promise<Manifest> {
  const head = json(header);
  await put(HEADER, head);
  const tables: Record<string, Digest> = {};
  for (const table of header.tables) {
    const seen = new RowsSeen();
    let part = 0;
    for await (const rows of parts(rowsOf(client, selectOf(client, table)), PART)) {
      seen.see(rows);
      await put(partName(table, ++part), rows);
    }
    tables[nameOf(table)] = seen.digest();
  }
  const sequences = await sequencesOf(client);
  const ledger = await ledgerOf(client);
  const manifest = { header: sha256(head).toString('hex'), tables, sequences, ledger };
  await put(MANIFEST, json(manifest));
  return manifest;
}

/** Where the key of the newest seal is at hand; none is made for this. */
async function putSignature({ sealKey }: Header, manifest: Manifest, keys: KeyPlaces, put: PutEntry): Promise<boolean> {
  const own = hasSigningKey(keys.keysDir) ? signingKey(keys.keysDir) : undefined;
  if (own === undefined || own.fingerprint !== sealKey?.fingerprint) return false;
  const signature = own.sign(signedText(sha256(json(manifest)).toString('hex')));
  await put(SIGNATURE, json({ key: own.fingerprint, signature }));
  return true;
}

const json = (value: object): Buffer => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
