import type { Tx } from '../../platform/database/index.js';
import type { Fact } from '../../trust/ledger/index.js';
import { LOGGED, type Span } from './domain/index.js';

/** A place in a logbook: after this fact. */
export interface Place {
  at: string;
  unit: string;
  seq: number;
}

const factsIn = (rows: { text: string }[]): Fact[] => rows.map(({ text }) => JSON.parse(text) as Fact);

/** Facts that say where units stand, by stream and in its order. */
export async function placedFacts(tx: Tx): Promise<Fact[]> {
  return factsIn(
    await tx.query(`select text from fact where type in ('unit.defined', 'unit.redefined') order by stream, seq`),
  );
}

/** What logbooks tell of these spans, written from `from` on and before `until`, after a place, in order of time. */
export async function loggedFacts(
  tx: Tx,
  spans: readonly Span[],
  page: { from?: string; until?: string; after: Place | null; limit: number },
): Promise<Fact[]> {
  const { from = '-infinity', until = 'infinity', after, limit } = page;
  const rows = await tx.query<{ text: string }>(
    `select f.text
       from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) as s (stream, since, until)
       join fact f on f.stream = s.stream and f.at >= s.since and f.at < s.until
      where f.stream like 'unit/%' and f.type <> 'readings.sealed' and f.type = any($4)
        and f.at >= $5::timestamptz and f.at < $6::timestamptz
        and ($7::timestamptz is null or (f.at, f.stream collate "C", f.seq) > ($7, $8, $9))
      order by f.at, f.stream collate "C", f.seq limit $10`,
    [
      spans.map(({ stream }) => stream),
      spans.map((span) => span.from ?? '-infinity'),
      spans.map((span) => span.until ?? 'infinity'),
      LOGGED,
      from,
      until,
      after?.at ?? null,
      `unit/${after?.unit ?? ''}`,
      after?.seq ?? 0,
      limit,
    ],
  );
  return factsIn(rows);
}

/** Those of the batches that the reader may see. */
export async function seenBatches(tx: Tx, batches: string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(`select id from stream where id = any($1)`, [
    batches.map((batch) => `batch/${batch}`),
  ]);
  return new Set(rows.map(({ id }) => id.slice('batch/'.length)));
}
