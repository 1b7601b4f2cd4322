import type { Tx } from '../../platform/database/index.js';
import type { Held } from '../../platform/leases/index.js';
import type { ConnectionStatus, Reserve, SpoolState } from './domain/index.js';

/** How a unit is reached, as the server says that holds its lease. */
export interface Told {
  unit: string;
  lease: Held;
  status: ConnectionStatus;
}

/** What a server says whose lease has moved is left out. */
export async function saveConnections(tx: Tx, told: readonly Told[]): Promise<void> {
  const rows = told.map(({ unit, lease: { name, epoch }, status }) => ({ unit, lease: name, epoch, ...status }));
  await tx.query(
    `insert into unit_connection (unit, lease, epoch, state, since, problems, spooled, reserve)
     select t.unit, t.lease, t.epoch, t.state, t.since, array(select jsonb_array_elements_text(t.problems)), t.spooled, t.reserve
       from jsonb_to_recordset($1::jsonb) as t (unit uuid, lease text, epoch bigint, state text, since timestamptz, problems jsonb,
                                             spooled jsonb, reserve jsonb)
       join lease l on l.name = t.lease and l.epoch = t.epoch
         on conflict (unit) do update
        set lease = excluded.lease, epoch = excluded.epoch, state = excluded.state, since = excluded.since, problems = excluded.problems,
            spooled = excluded.spooled, reserve = excluded.reserve`,
    [JSON.stringify(rows)],
  );
}

interface Row extends Pick<ConnectionStatus, 'state' | 'problems'> {
  unit: string;
  since: Date;
  spooled: SpoolState | null;
  reserve: Reserve | null;
}

/**
 * How each unit is reached, or one of them; one whose server is gone is offline until another follows it and has said how, for
 * what was said under an earlier lease holds no longer.
 */
export async function connectionsOf(tx: Tx, unit?: string): Promise<Map<string, ConnectionStatus>> {
  const rows = await tx.query<Row>(
    `select c.unit, h.state, h.since, h.problems, h.spooled, h.reserve
       from unit_connection c
       left join (lease l join instance i on i.id = l.holder) on l.name = c.lease and l.epoch = c.epoch
      cross join lateral (
        select c.state, c.since, c.problems, c.spooled, c.reserve where i.expires_at > clock_timestamp()
         union all
        select 'offline', greatest(c.since, i.expires_at), array['server: none follows the unit at the moment'], null, null
         where coalesce(i.expires_at, '-infinity') <= clock_timestamp()) h
      where c.unit = coalesce($1, c.unit)`,
    [unit ?? null],
  );
  return new Map(
    rows.map(({ unit: id, since, spooled, reserve, ...rest }) => [
      id,
      { ...rest, since: since.toISOString(), ...(spooled && { spooled }), ...(reserve && { reserve }) },
    ]),
  );
}
