import type { Tx } from '../../platform/database/index.js';
import { type Detected, type KnownConditions, withTwins } from './domain/index.js';

/** How far a unit is judged: its readings up to an arrival, each detector as it then was, and its conditions. */
export interface Watch {
  unit: string;
  arrival: bigint;
  detectors: Readonly<Record<string, Detected>>;
  conditions: KnownConditions;
}

interface StoredWatch extends Omit<Watch, 'arrival'> {
  arrival: string;
}

const COLUMNS = 'unit, arrival, detectors, conditions';
const decoded = (row: StoredWatch): Watch => ({
  ...{ ...row, arrival: BigInt(row.arrival), conditions: withTwins(row.conditions) },
});

export async function listWatches(tx: Tx): Promise<Map<string, Watch>> {
  const rows = await tx.query<StoredWatch>(`select ${COLUMNS} from alarm_watch`);
  return new Map(rows.map((row) => [row.unit, decoded(row)]));
}

export async function conditionsOf(tx: Tx, unit: string): Promise<KnownConditions> {
  const [row] = await tx.query<StoredWatch>(`select ${COLUMNS} from alarm_watch where unit = $1`, [unit]);
  return withTwins(row?.conditions ?? {});
}

/** What is known of a unit's conditions; whoever changes it holds it until the transaction ends. */
export async function holdConditions(tx: Tx, unit: string): Promise<KnownConditions> {
  await tx.query(
    `insert into alarm_watch (unit, arrival, detectors, conditions) values ($1, -1, '{}', '{}') on conflict do nothing`,
    [unit],
  );
  const [row] = await tx.query<StoredWatch>(`select ${COLUMNS} from alarm_watch where unit = $1 for update`, [unit]);
  return withTwins(row!.conditions);
}

export function saveConditions(tx: Tx, unit: string, conditions: KnownConditions): void {
  tx.later(`update alarm_watch set conditions = $2 where unit = $1`, [unit, JSON.stringify(conditions)]);
}

/** Of many units in one statement; what is known of their conditions stays. */
export function saveDetectors(tx: Tx, watches: readonly Omit<Watch, 'conditions'>[]): void {
  tx.later(
    `insert into alarm_watch (unit, arrival, detectors, conditions)
     select unit, arrival, detectors, '{}' from unnest($1::uuid[], $2::int8[], $3::jsonb[]) as w (unit, arrival, detectors)
     on conflict (unit) do update set arrival = excluded.arrival, detectors = excluded.detectors`,
    [
      watches.map(({ unit }) => unit),
      watches.map(({ arrival }) => arrival),
      watches.map(({ detectors }) => JSON.stringify(detectors)),
    ],
  );
}
