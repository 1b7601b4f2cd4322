import type { ConnectorKind, ConnectorMessage } from '../domain/index.js';
import { type Content, decodeRecord, type SpoolRecord } from './record.js';

/** The content of a file. `isDamaged`: there are bytes after its last values that cannot be read. */
export interface Read {
  records: SpoolRecord[];
  isDamaged: boolean;
}

/** Rows that are handed over at once: far below what the readings hold of a unit, or they would refuse the rest each time. */
const AT_ONCE = 5000;

/** Damaged bytes are reported with the values that come next: whether any were in them the readings judge. */
export function readRecords(found: readonly (Buffer | null)[]): Read {
  const records: SpoolRecord[] = [];
  let isDamaged = false;
  for (const bytes of found) {
    const one = bytes === null ? null : decodeRecord(bytes);
    if (one === null) isDamaged = true;
    else if (!isDamaged || one.sort !== 'message' || !hasValues(one.content)) records.push(one);
    else {
      records.push({ ...one, content: afterDamage(one.content) });
      isDamaged = false;
    }
  }
  return { records, isDamaged };
}

export const hasValues = ({ values }: Pick<Content, 'values'>): boolean => values.length > 0;

export const afterDamage = (content: Content): Content => ({
  ...content,
  gap: content.gap ?? { cause: 'spool-damaged' },
});

/** In their order, each of so many rows that they are taken at once; a message is never split. */
export function partsOf(contents: readonly Content[]): Content[][] {
  const parts: Content[][] = [];
  let rows = Infinity;
  for (const content of contents) {
    const weight = content.values.length + (content.rejects?.length ?? 0);
    if (rows + weight > AT_ONCE) [rows] = [0, parts.push([])];
    rows += weight;
    parts.at(-1)!.push(content);
  }
  return parts;
}

export function contentOf({ connection, values, rejects, receivedAt, gap }: ConnectorMessage): Content {
  return { connection, values, receivedAt, ...(rejects && { rejects }), ...(gap && { gap }) };
}

export function lastCursors(records: readonly SpoolRecord[]): Map<ConnectorKind, object> {
  return new Map(records.flatMap((one) => (one.sort === 'cursor' ? [[one.kind, one.cursor] as const] : [])));
}
