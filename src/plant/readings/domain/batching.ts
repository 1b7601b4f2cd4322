import type { ConnectorMessage } from '../../equipment/domain/index.js';

/** Rows that one transaction takes, and how long the first of them waits for others. */
export const BATCH = { rows: 1000, milliseconds: 200 };

type Queued = Pick<ConnectorMessage, 'values' | 'gap'>;

/**
 * How many messages from the front of a unit's queue make the next transaction: whole messages up to `BATCH.rows` rows,
 * at least one. A message that reports a gap comes first in its transaction, so that all before it is committed.
 */
export function nextBatch(queue: readonly Queued[]): number {
  let rows = 0;
  for (const [index, { values, gap }] of queue.entries()) {
    rows += values.length;
    if (index > 0 && (rows > BATCH.rows || gap !== undefined)) return index;
  }
  return queue.length;
}

/** Whether a batch need not wait for more. */
export const isFull = (queue: readonly Queued[]): boolean =>
  nextBatch(queue) < queue.length || queue.reduce((rows, { values }) => rows + values.length, 0) >= BATCH.rows;
