import type { ConnectorMessage } from '../../equipment/domain/index.js';

/** Rows that one transaction takes, and how long the first of them waits for others. */
export const BATCH = { rows: 1000, milliseconds: 200 };

type Queued = Pick<ConnectorMessage, 'values' | 'rejects' | 'gap'>;

/** What a message adds to a transaction and to memory, in rows: texts and what was rejected count a row more each kilobyte. */
export function weightOf({ values, rejects = [] }: Pick<Queued, 'values' | 'rejects'>): number {
  let rows = values.length + rejects.length;
  for (const { value } of values) if (typeof value === 'string') rows += value.length >> 10;
  for (const { bytes } of rejects) rows += bytes.length >> 10;
  return rows;
}

/**
 * How many messages from the front of a unit's queue make the next transaction: whole messages up to `BATCH.rows` rows,
 * at least one. A message that reports a gap comes first in its transaction, so that all before it is committed.
 */
export function nextBatch(queue: readonly Queued[]): number {
  let rows = 0;
  for (let index = 0; index < queue.length; index++) {
    rows += weightOf(queue[index]!);
    if (index > 0 && (rows > BATCH.rows || queue[index]!.gap !== undefined)) return index;
  }
  return queue.length;
}
