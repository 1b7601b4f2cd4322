import { Refusal } from '../../kernel/refusal.js';

/** The largest file that is kept, in bytes. */
export const LARGEST_FILE = 10 * 1024 * 1024;

const begins = (bytes: Buffer, magic: string, at = 0): boolean =>
  bytes.subarray(at, at + magic.length).equals(Buffer.from(magic, 'latin1'));

const isText = (bytes: Buffer): boolean => {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
};

/** What may be kept, and whether bytes are what their declared type says. */
const MEDIA_TYPES: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  'image/jpeg': (bytes) => begins(bytes, '\xff\xd8\xff'),
  'image/png': (bytes) => begins(bytes, '\x89PNG\r\n\x1a\n'),
  'image/webp': (bytes) => begins(bytes, 'RIFF') && begins(bytes, 'WEBP', 8),
  'application/pdf': (bytes) => begins(bytes, '%PDF-'),
  'text/csv': isText,
  'text/plain': isText,
};

/** Refuses with `file.empty`, `file.too-large` or `file.type-refused`: a type that is not kept, or bytes of another one. */
export function acceptFile(bytes: Buffer, mediaType: string): void {
  if (bytes.length === 0) throw new Refusal('unprocessable', 'file.empty');
  if (bytes.length > LARGEST_FILE) throw new Refusal('unprocessable', 'file.too-large', { largest: LARGEST_FILE });
  const fits = Object.hasOwn(MEDIA_TYPES, mediaType) && MEDIA_TYPES[mediaType]!(bytes);
  if (!fits) throw new Refusal('unprocessable', 'file.type-refused', { mediaType, allowed: Object.keys(MEDIA_TYPES) });
}
