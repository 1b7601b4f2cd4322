import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import {
  type ArchivedRow,
  type ArchivedSpan,
  KEEP_ALL,
  RETENTION,
  type RetentionPolicy,
  retentionProjection,
  type RetentionState,
  type Week,
} from './domain/index.js';
import { ArchivedEntity, RetentionEntity } from './retention.entity.js';

/** How far ahead of now there are partitions: far more than any source time that is taken may be. */
const AHEAD = '8 weeks';

/** Makes the weeks that are missing; how many. */
export async function makePartitions(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ made: number }>(`select make_reading_partitions($1) as made`, [AHEAD]);
  return row!.made;
}

export const storedRetention: StoredProjection<RetentionState> = {
  ...retentionProjection,
  tables: {
    reading_retention: { entity: RetentionEntity, stream: 'id' },
    reading_archive: { entity: ArchivedEntity, stream: 'retention' },
  },
};

export const retentionPolicy = async (tx: Tx): Promise<RetentionPolicy> =>
  (await tx.entities.findOneBy(RetentionEntity, { id: RETENTION })) ?? KEEP_ALL;

/** Weeks that were detached. */
export const archivedWeeks = (tx: Tx): Promise<ArchivedRow[]> => tx.entities.find(ArchivedEntity);

/** Times of the weeks that were detached: there is no place for a reading of them. */
export const archivedSpans = async (tx: Tx): Promise<ArchivedSpan[]> =>
  (await archivedWeeks(tx)).map(({ fromTime, toTime }) => ({
    from: fromTime === null ? null : BigInt(fromTime),
    to: BigInt(toTime),
  }));

/** Weeks that are there, the first one first. */
export async function attachedWeeks(tx: Tx): Promise<Week[]> {
  const rows = await tx.query<{ name: string; start: string | null; stop: string; bytes: string }>(
    `select p.name, substring(p.bound from 'FROM \\(''(-?\\d+)''\\)') as start,
            substring(p.bound from 'TO \\(''(-?\\d+)''\\)') as stop, p.bytes
       from (select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound, pg_total_relation_size(c.oid) as bytes
               from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'reading'::regclass) p`,
  );
  return rows
    .map(({ name, start, stop, bytes }) => ({
      ...{ name, from: start === null ? null : BigInt(start), to: BigInt(stop), bytes: BigInt(bytes) },
    }))
    .sort((a, b) => (a.to < b.to ? -1 : 1));
}

/** Whether a week holds readings that no seal covers yet, or that are in no rollup. */
export async function isUnsealed(tx: Tx, { from, to }: Week): Promise<boolean> {
  const [row] = await tx.query<{ open: boolean }>(
    `select exists (
       select from unit_arrival a
        cross join lateral (select arrival from reading r
                             where r.unit = a.unit and r.source_time >= $1 and r.source_time < $2
                             order by arrival desc limit 1) last
         left join reading_rolled o on o.unit = a.unit
        where last.arrival > coalesce(o.arrival, 0)
           or last.arrival > coalesce((select max(to_arrival) from reading_seal s where s.unit = a.unit), 0)) as open`,
    [from ?? -(2n ** 63n), to],
  );
  return row!.open;
}

/** Takes a week out of the table of readings. A fact of this transaction says so. */
export async function detachPartition(tx: Tx, { name }: Week): Promise<void> {
  await tx.query(`select detach_reading_partition($1)`, [name]);
}
