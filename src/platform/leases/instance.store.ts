import type { Instant, Uuid } from '../../kernel/ids.js';
import type { Tx } from '../database/index.js';

/** A server on this database, and what it holds. */
export interface InstanceRow {
  id: Uuid;
  name: string;
  startedAt: Instant;
  /** until when it is alive where it says nothing more */
  expiresAt: Instant;
  alive: boolean;
  /** when it last saw what is to be done; null before it has */
  lookedAt: Instant | null;
  leases: { name: string; epoch: string; takenAt: Instant }[];
}

interface Times {
  startedAt: Date;
  expiresAt: Date;
  lookedAt: Date | null;
}

/** Servers by name, the last one of a name first. One that ended by itself is not among them; of others a day is kept. */
export async function listInstances(tx: Tx): Promise<InstanceRow[]> {
  const rows = await tx.query<Omit<InstanceRow, 'startedAt' | 'expiresAt' | 'lookedAt'> & Times>(
    `select i.id, i.name, i.started_at as "startedAt", i.expires_at as "expiresAt", i.looked_at as "lookedAt",
            i.expires_at > clock_timestamp() as alive,
            coalesce((select json_agg(json_build_object('name', l.name, 'epoch', l.epoch::text, 'takenAt',
                                        to_char(l.taken_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by l.name)
                        from lease l where l.holder = i.id), '[]') as leases
       from instance i order by i.name, i.started_at desc`,
  );
  return rows.map((row) => ({
    ...row,
    startedAt: row.startedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lookedAt: row.lookedAt?.toISOString() ?? null,
  }));
}
