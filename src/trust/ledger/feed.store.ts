import type { Tx } from '../../platform/database/index.js';
import type { StreamId } from './domain/index.js';

/** A fact as others hear of it: where it stands and what it is; its values are read where one may. */
export interface Heard {
  stream: StreamId;
  seq: number;
  type: string;
}

/** Facts of transactions from `cursor` on, below the horizon under which no transaction is open any more. */
export interface FeedPage {
  /** where the next page begins */
  cursor: string;
  facts: Heard[];
}

const PAGE = 500;

/** The place at which a reader who has seen everything until now goes on. */
export async function horizon(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ horizon: string }>(`select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`);
  return row!.horizon;
}

/**
 * In one order for all readers, by transaction; the facts of one transaction are never split over pages. Facts of a restored
 * database bear transaction 0: they are older than any cursor of its own.
 */
export async function readFeed(tx: Tx, cursor: string): Promise<FeedPage> {
  const end = await horizon(tx);
  const rows = await tx.query<Heard & { tx: string }>(
    `select tx::text as tx, stream, seq, type from fact
      where tx >= $1::xid8 and tx < $2::xid8 and tx > '0'
      order by fact.tx fetch first $3 rows with ties`,
    [cursor, end, PAGE],
  );
  const last = rows.at(-1);
  const whole = rows.length < PAGE || last === undefined;
  return {
    cursor: whole ? end : (BigInt(last.tx) + 1n).toString(),
    facts: rows.map(({ stream, seq, type }) => ({ stream, seq, type })),
  };
}
