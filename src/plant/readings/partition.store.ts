import type { Tx } from '../../platform/database/index.js';

/** How far ahead of now there are partitions: far more than any source time that is taken may be. */
const AHEAD = '8 weeks';

/** Makes the weeks that are missing; how many. */
export async function makePartitions(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ made: number }>(`select make_reading_partitions($1) as made`, [AHEAD]);
  return row!.made;
}
