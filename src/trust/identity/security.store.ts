import type { Tx } from '../../platform/database/index.js';
import type { Fact } from '../ledger/index.js';

/** What calls for somebody at once (11.300(d)). */
export const ALERTS = ['person.locked', 'set-up.refused', 'ledger.broken', 'seal-key.replaced', 'passkey.copied'];

/**
 * The newest facts of the streams of a kind that the transaction may see, before one if given; the newest of each stream
 * are read, never a whole stream.
 */
export async function newestFacts(
  tx: Tx,
  { kind, alerts, before, limit }: { kind: string; alerts: boolean; before: [string, string] | null; limit: number },
): Promise<Fact[]> {
  const chosen = alerts
    ? `and f.type in ('person.locked', 'set-up.refused', 'ledger.broken', 'seal-key.replaced', 'passkey.copied')`
    : '';
  const rows = await tx.query<{ text: string }>(
    `select n.text from stream s cross join lateral (
       select f.at, f.stream, f.seq, f.text from fact f
        where f.stream = s.id ${chosen} and ($2::timestamptz is null or (f.at, f.stream || '#' || f.seq) < ($2, $3))
        order by f.seq desc limit $4) n
      where s.kind = $1
      order by n.at desc, n.stream || '#' || n.seq desc limit $4`,
    [kind, before?.[0] ?? null, before?.[1] ?? null, limit],
  );
  return rows.map(({ text }) => JSON.parse(text) as Fact);
}
