import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { KillRig } from './kill-rig.js';

async function rowsOf<Row>(adminUrl: string, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query(sql, parameters).finally(() => client.end());
  return rows as Row[];
}

/** Asked while the database is there; tells, from then on, how many bytes of a unit wait on the server's disk. */
export async function spoolOf({ adminUrl, spool }: KillRig): Promise<(code: string) => number> {
  const units = await rowsOf<{ id: string; code: string }>(adminUrl, 'select id, code from unit');
  return (code) => {
    const directory = join(spool, units.find((unit) => unit.code === code)!.id);
    if (!existsSync(directory)) return 0;
    const sizes = readdirSync(directory).map(
      (name) => statSync(join(directory, name), { throwIfNoEntry: false })?.size,
    );
    return sizes.reduce<number>((sum, size = 0) => sum + size, 0);
  };
}

/** Live values of a unit since an instant that arrived after a newer one of their tag. */
export async function disorderOf(adminUrl: string, code: string, from: string): Promise<string[]> {
  const rows = await rowsOf<{ place: string }>(
    adminUrl,
    `select t || ' ' || source_time as place
       from (select g.code as t, r.source_time, lag(r.source_time) over (partition by r.tag order by r.arrival) as before
               from reading r join tag g on g.id = r.tag join unit u on u.id = r.unit
              where u.code = $1 and r.origin = 'live' and r.source_time > $2) s
      where source_time < before`,
    [code, `${BigInt(Date.parse(from)) * 10_000n}`],
  );
  return rows.map(({ place }) => place);
}
