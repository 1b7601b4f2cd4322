/** The form of archives that this version writes and reads. */
export const FORMAT = 'ballroom-backup/1';

/** How many bytes of rows an entry holds, unless one row is longer. */
export const PART = 4 * 2 ** 20;

/** The first and the last entry of an archive; between them are the rows of each table, in the order of the header's tables. */
export const HEADER = 'header.json';
export const MANIFEST = 'manifest.json';

/** After the manifest, where the key that signs seals was at hand. */
export const SIGNATURE = 'signature.json';

/** A table by where it is and what its rows are made of. */
export interface Table {
  schema: string;
  name: string;
  columns: { name: string; type: string }[];
  /** columns of the primary key, by which rows are in order (text by code points); none: by the text of the whole row */
  key: string[];
}

/** A week of readings: `from` and `to` are its source times (units of 100 ns since 1970), the end excluded; null: all before. */
export interface Week {
  name: string;
  from: string | null;
  to: string;
}

/** What must be known before the first row. */
export interface Header {
  format: string;
  /** of the Ballroom that wrote it */
  product: string;
  /** of the server, when it began */
  at: string;
  database: string;
  server: string;
  migrations: string[];
  tables: Table[];
  /** partitions of the readings; the archived weeks are the tables of the schema `reading_archive` */
  weeks: Week[];
  /** public half of the key that signs seals, null where no seal is made yet; `pem` is null where it was not found */
  sealKey: { fingerprint: string; pem: string | null } | null;
}

/** Rows by their count, and the SHA-256 of their texts (COPY, UTF-8, each with its newline) in the order of the key. */
export interface Digest {
  rows: number;
  sha256: string;
}

export interface Sequence {
  name: string;
  last: string;
  called: boolean;
}

/** What the ledger comes to: `heads` is over stream, place and hash of each head, in order of streams. */
export interface LedgerState {
  facts: number;
  heads: Digest;
  /** the newest, with the SHA-256 of its text */
  seal: { number: number; hash: string } | null;
}

/** What was backed up, as far as it can be counted and hashed. */
export interface Manifest {
  /** SHA-256 of the header's bytes */
  header: string;
  tables: Record<string, Digest>;
  sequences: Sequence[];
  ledger: LedgerState;
}

/** By the key that signs seals, over `signedText` of the manifest's SHA-256. */
export interface ManifestSignature {
  key: string;
  /** base64 */
  signature: string;
}

/** What is signed; it can be taken for no seal and no record. */
export const signedText = (manifestSha256: string): string => `${FORMAT} manifest ${manifestSha256}`;

export const nameOf = ({ schema, name }: Pick<Table, 'schema' | 'name'>): string => `${schema}.${name}`;

/** The name of a table's entry, `part` from 1. */
export const partName = (table: Table, part: number): string =>
  `rows/${nameOf(table)}/${String(part).padStart(6, '0')}.copy`;
