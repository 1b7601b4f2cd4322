import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Reached } from '../simulators/light/opcua-units.js';
import type { UnitDto } from '../src/plant/equipment/unit.dto.js';
import type { Staff } from '../tools/demo/staff.js';
import type { LightPlant } from './light-plant.js';

/** How units were reached that all had to be connected at once. */
export interface Storm {
  /** names in the order in which they were reached first */
  order: string[];
  /** s from the first to the last of them */
  lasted: number;
  /** most in one second */
  peak: number;
  /** units that were reached more than once */
  flapped: string[];
}

export function stormOf(reached: readonly Reached[], since: number): Storm {
  const all = reached.filter(({ at }) => at >= since).toSorted((a, b) => a.at - b.at);
  const firsts = [...Map.groupBy(all, ({ unit }) => unit)].map(([unit, [first]]) => ({ unit, at: first!.at }));
  const counts = all.map(({ at }) => all.filter((other) => other.at >= at && other.at < at + 1000).length);
  return {
    order: firsts.map(({ unit }) => unit),
    lasted: firsts.length === 0 ? 0 : (firsts.at(-1)!.at - firsts[0]!.at) / 1000,
    peak: Math.max(0, ...counts),
    flapped: [...Map.groupBy(all, ({ unit }) => unit)].flatMap(([unit, { length }]) => (length > 1 ? [unit] : [])),
  };
}

/**
 * Waits until all these units are live, as the API has it; `patience` in ms. `since`: from when on, ms since 1970, for what a killed
 * server said of them is shown until its leases have run out.
 */
export async function untilLive(staff: Staff, codes: readonly string[], patience: number, since = 0): Promise<void> {
  const operator = await staff.as('operator');
  const wanted = new Set(codes);
  for (const end = Date.now() + patience; ; await sleep(500)) {
    const units = await operator.get<UnitDto[]>('/units').catch(() => []);
    const isLive = ({ connection }: UnitDto): boolean =>
      connection?.state === 'live' && Date.parse(connection.since) >= since;
    const live = units.filter((unit) => wanted.has(unit.code) && isLive(unit));
    if (live.length === wanted.size) return;
    if (Date.now() > end) throw new Error(`${wanted.size - live.length} of ${wanted.size} units are not live`);
  }
}

/** Heartbeats of light units that are in no row, between the first that is and the last that was due, which is waited for. */
export async function lostBeats(url: string, { names, told }: LightPlant, patience: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { counter } = await told();
    for (const end = Date.now() + patience; ; await sleep(1000)) {
      const { rows } = await client.query<{ first: number; last: number; count: number }>(
        `select min(r.integer)::int as first, max(r.integer)::int as last, count(distinct r.integer)::int as count
           from reading r join tag t on t.id = r.tag join unit u on u.id = r.unit
          where t.code = 'heartbeat' and u.code = any($1) group by u.id`,
        [names],
      );
      const isThere = rows.length === names.length && rows.every(({ last }) => last >= counter);
      if (isThere) return rows.reduce((sum, { first, last, count }) => sum + (last - first + 1 - count), 0);
      if (Date.now() > end) throw new Error(`of ${names.length} light units the last values do not come`);
    }
  } finally {
    await client.end();
  }
}
