import { crc32 } from 'node:zlib';

/** Before each record: four letters, the record's length, and a CRC-32 over both length and record; little-endian. */
const MARK = Buffer.from('BRS1');
const HEADER = MARK.length + 8;

/** A record as it stands in a file. */
export function frame(record: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER);
  MARK.copy(header);
  header.writeUInt32LE(record.length, 4);
  header.writeUInt32LE(sumOf(header, record), 8);
  return Buffer.concat([header, record]);
}

const sumOf = (header: Buffer, record: Uint8Array): number => crc32(record, crc32(header.subarray(4, 8)));

/** The record that begins there, or null where none does that is whole. */
function recordAt(bytes: Buffer, at: number): Buffer | null {
  if (at + HEADER > bytes.length || bytes.compare(MARK, 0, MARK.length, at, at + MARK.length) !== 0) return null;
  const end = at + HEADER + bytes.readUInt32LE(at + 4);
  if (end > bytes.length) return null;
  const record = bytes.subarray(at + HEADER, end);
  return sumOf(bytes.subarray(at, at + HEADER), record) === bytes.readUInt32LE(at + 8) ? record : null;
}

/**
 * The records of a file in their order; null for each stretch of bytes that are none: damaged ones, or a tail that was torn.
 * What was damaged hides no record behind it.
 */
export function framesIn(bytes: Buffer): (Buffer | null)[] {
  const found: (Buffer | null)[] = [];
  for (let at = 0; at < bytes.length;) {
    const record = recordAt(bytes, at);
    if (record !== null) {
      found.push(record);
      at += HEADER + record.length;
      continue;
    }
    if (found.length === 0 || found.at(-1) !== null) found.push(null);
    const next = bytes.indexOf(MARK, at + 1);
    at = next < 0 ? bytes.length : next;
  }
  return found;
}
