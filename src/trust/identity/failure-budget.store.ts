import type { Tx } from '../../platform/database/index.js';

/**
 * Takes one of `limit` a minute under a name. `taken` says whether there was one;
 * `unrecorded` is how many went without since the last that was taken.
 */
export async function takeFromBudget(
  tx: Tx,
  name: string,
  limit: number,
): Promise<{ taken: boolean; unrecorded: number }> {
  await tx.query(
    `insert into failure_budget (name, minute, recorded, unrecorded)
     values ($1, date_trunc('minute', clock_timestamp()), 0, 0) on conflict do nothing`,
    [name],
  );
  const [budget] = await tx.query<{ recorded: number; unrecorded: number }>(
    `select case when minute >= date_trunc('minute', clock_timestamp()) then recorded else 0 end as recorded, unrecorded
       from failure_budget where name = $1 for update`,
    [name],
  );
  const { recorded, unrecorded } = budget!;
  const taken = recorded < limit;
  await tx.query(
    `update failure_budget set minute = greatest(minute, date_trunc('minute', clock_timestamp())), recorded = $2, unrecorded = $3
      where name = $1`,
    [name, taken ? recorded + 1 : recorded, taken ? 0 : unrecorded + 1],
  );
  return { taken, unrecorded };
}
