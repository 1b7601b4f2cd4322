import { createHash } from 'node:crypto';
import type { Tx } from '../database/index.js';
import { acceptFile } from './media-types.js';

/** A file as facts name it: `hash` is the hex SHA-256 of its bytes, `size` is in bytes. */
export interface KeptFile {
  hash: string;
  mediaType: string;
  size: number;
}

/**
 * Keeps a file in the transaction of the fact that names it; the same bytes are kept once.
 * Refuses as {@link acceptFile} does.
 */
export async function putFile(tx: Tx, bytes: Buffer, mediaType: string): Promise<KeptFile> {
  acceptFile(bytes, mediaType);
  return keepBytes(tx, bytes, mediaType);
}

/** As `putFile`, whatever the bytes are, for what is kept beside the reason why it was refused; at least one byte. */
export async function keepBytes(tx: Tx, bytes: Buffer, mediaType: string): Promise<KeptFile> {
  const hash = createHash('sha256').update(bytes).digest('hex');
  await tx.query(
    `insert into file (hash, bytes, media_type, size) values ($1, $2, $3, $4) on conflict (hash) do nothing`,
    [hash, bytes, mediaType, bytes.length],
  );
  return { hash, mediaType, size: bytes.length };
}

/** The bytes of a hash, null where there are none. Who may have them is for those to say whose facts name the hash. */
export async function getFile(tx: Tx, hash: string): Promise<Buffer | null> {
  const [row] = await tx.query<{ bytes: Buffer }>(`select bytes from file where hash = $1`, [hash]);
  return row?.bytes ?? null;
}
