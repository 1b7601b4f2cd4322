import type { Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import type { MasterRecipe } from '../../definition/recipes/domain/index.js';
import type { MonitorState } from '../rules/domain/index.js';
import { FrozenRecipeEntity, StepEntity } from './batch.entity.js';
import type { StepRow } from './domain/index.js';

/** A batch on a unit, and how far its monitors have read. */
export interface Watched {
  batch: Uuid;
  unit: Uuid;
  cursor: bigint;
  /** by step and tag */
  states: Record<string, MonitorState>;
}

const GOES_ON = `'running', 'holding', 'held'`;

/** Batches that go on, with their units: also one that is free again, since what it kept back may still come. */
export const batchesOnUnits = (tx: Tx): Promise<{ batch: Uuid; unit: Uuid }[]> =>
  tx.query(
    `select b.id as batch, k.unit from binding k join batch b on b.id = k.batch
      where k.released_at is null and b.state in (${GOES_ON})
     union
     select m.batch, m.unit from monitor m join batch b on b.id = m.batch where b.state in (${GOES_ON})`,
  );

/** The batches that a unit's data may bear on: bound to it, or going on after steps of theirs ran on it. */
export async function batchesOf(tx: Tx, unit: Uuid): Promise<Uuid[]> {
  const rows = await tx.query<{ id: Uuid }>(
    `select id from batch b
      where exists (select from binding where batch = b.id and unit = $1 and released_at is null)
         or (state in (${GOES_ON}) and exists (select from step where batch = b.id and unit = $1))
      order by id`,
    [unit],
  );
  return rows.map(({ id }) => id);
}

/** Takes a batch's monitors for this transaction; null where another server reads, or no step has run on the unit yet. */
export async function takeMonitors(tx: Tx, batch: Uuid, unit: Uuid): Promise<Watched | null> {
  const known = await lockMonitors(tx, batch, unit);
  if (known !== null) return known;
  const begun = await tx.query(
    `insert into monitor (batch, unit, cursor, state)
     select batch, unit, arrivals_after, '{}' from step where batch = $1 and unit = $2 order by started_at limit 1
     on conflict do nothing returning batch`,
    [batch, unit],
  );
  return begun.length === 0 ? null : lockMonitors(tx, batch, unit);
}

async function lockMonitors(tx: Tx, batch: Uuid, unit: Uuid): Promise<Watched | null> {
  const [row] = await tx.query<{ cursor: string; state: string }>(
    `select cursor, state::text as state from monitor where batch = $1 and unit = $2 for update skip locked`,
    [batch, unit],
  );
  return row === undefined ? null : { batch, unit, cursor: BigInt(row.cursor), states: decode(row.state) };
}

export async function saveMonitors(tx: Tx, { batch, unit, cursor, states }: Watched): Promise<void> {
  await tx.query(`update monitor set cursor = $3, state = $4 where batch = $1 and unit = $2`, [
    batch,
    unit,
    cursor.toString(),
    encode(states),
  ]);
}

export const stepsOnUnit = (tx: Tx, batch: Uuid, unit: Uuid): Promise<StepRow[]> =>
  tx.entities.find(StepEntity, { where: { batch, unit }, order: { place: 'ASC' } });

export async function frozenRecipe(tx: Tx, id: string): Promise<MasterRecipe> {
  return (await tx.entities.findOneByOrFail(FrozenRecipeEntity, { id })).recipe;
}

/** JSON has no int64: ticks stand as `"123n"`. */
const encode = (states: Record<string, MonitorState>): string =>
  JSON.stringify(states, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));

const decode = (text: string): Record<string, MonitorState> =>
  JSON.parse(text, (_, value: unknown) =>
    typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as Record<string, MonitorState>;
