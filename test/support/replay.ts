import type { EntityManager } from 'typeorm';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { entities } from '../../src/app.module.js';
import { storedRecipe, storedRecipeFile } from '../../src/definition/recipes/index.js';
import { unitClassStore } from '../../src/definition/unit-classes/index.js';
import { storedBatch } from '../../src/execution/batches/index.js';
import { storedOrder } from '../../src/execution/custody/index.js';
import { storedInbox, storedMapping } from '../../src/execution/inbox/index.js';
import { storedRehearsal } from '../../src/execution/rehearsals/index.js';
import { storedAlarm, storedEscalation } from '../../src/plant/alarms/index.js';
import { trailReviewStore } from '../../src/outlook/trail/index.js';
import { unitStore } from '../../src/plant/equipment/index.js';
import { storedGaps, storedRetention, storedSeals } from '../../src/plant/readings/index.js';
import { dataSource } from '../../src/platform/database/index.js';
import { storedDeviation } from '../../src/quality/deviations/index.js';
import { storedHolds, storedRules } from '../../src/quality/retention/index.js';
import { accessPolicyStore, personStore } from '../../src/trust/identity/index.js';
import { type Fact, type Rows, type StoredProjection, storedSealKeys } from '../../src/trust/ledger/index.js';
import { skillStore, trainingStore } from '../../src/trust/qualifications/index.js';
import { siteStore, sponsorStore } from '../../src/trust/organisation/index.js';

/** Every way in which facts make rows. */
const PROJECTIONS = [
  ...[siteStore, sponsorStore, personStore, accessPolicyStore, unitClassStore, storedRecipe, storedRecipeFile],
  ...[unitStore, storedGaps, storedSeals, storedOrder, storedBatch, storedRehearsal, storedDeviation],
  ...[storedSealKeys, skillStore, trainingStore, storedHolds, storedRules, trailReviewStore],
  ...[storedMapping, storedInbox, storedAlarm, storedEscalation, storedRetention],
] as unknown as StoredProjection[];

export interface Replay {
  streams: number;
  facts: number;
  /** rows that replaying gave, by table */
  rows: Record<string, number>;
  /** tables of records that no projection makes */
  uncovered: string[];
  /** rows that are stored otherwise than replayed, not stored, or stored and not replayed */
  differences: { table: string; id: string; stored: string | null; replayed: string | null }[];
}

/** Folds every fact of a database from nothing, and holds the rows that this gives against all rows that are stored. */
export async function replay({ adminUrl }: { adminUrl: string }): Promise<Replay> {
  const source = await dataSource(adminUrl, { entities, poolSize: 1 }).initialize();
  // one snapshot: a server that still runs seals readings each minute
  return source.transaction('REPEATABLE READ', compare).finally(() => source.destroy());
}

async function compare(manager: EntityManager): Promise<Replay> {
  const streams = await factsByStream(manager);
  const replayed = new Map<string, Map<string, string>>();
  for (const projection of PROJECTIONS) {
    for (const table of Object.keys(projection.tables)) if (!replayed.has(table)) replayed.set(table, new Map());
    for (const [stream, facts] of streams)
      if (stream.startsWith(`${projection.kind}/`)) collect(replayed, foldOf(projection, facts));
  }
  const differences: Replay['differences'] = [];
  for (const [table, rows] of replayed) differences.push(...differing(table, await stored(manager, table), rows));
  return {
    streams: streams.size,
    facts: [...streams.values()].reduce((sum, facts) => sum + facts.length, 0),
    rows: Object.fromEntries([...replayed].map(([table, rows]) => [table, rows.size])),
    uncovered: (await recordTables(manager)).filter((table) => !replayed.has(table)),
    differences,
  };
}

async function factsByStream(manager: EntityManager): Promise<Map<string, Fact[]>> {
  const rows = await manager.query<{ stream: string; text: string }[]>(
    `select stream, text from fact order by stream, seq`,
  );
  const texts = Map.groupBy(rows, ({ stream }) => stream);
  return new Map([...texts].map(([stream, facts]) => [stream, facts.map(({ text }) => JSON.parse(text) as Fact)]));
}

const foldOf = ({ apply, empty }: StoredProjection, facts: Fact[]): Rows => facts.reduce(apply, empty);

function collect(replayed: Map<string, Map<string, string>>, state: Rows): void {
  for (const [table, rows] of Object.entries(state))
    for (const [id, row] of Object.entries(rows)) replayed.get(table)!.set(id, canonicalJson(row));
}

/** Tables whose every change a fact must explain. */
async function recordTables(manager: EntityManager): Promise<string[]> {
  const rows = await manager.query<{ name: string }[]>(
    `select tgrelid::regclass::text as name from pg_trigger where tgname = 'explained_by_fact' order by 1`,
  );
  return rows.map(({ name }) => name);
}

async function stored(manager: EntityManager, table: string): Promise<Map<string, string>> {
  const { target } = manager.dataSource.entityMetadatas.find(({ tableName }) => tableName === table)!;
  const rows = await manager.find<Record<string, unknown>>(target);
  return new Map(rows.map((row) => [String(row['id']), canonicalJson({ ...row })]));
}

function differing(table: string, rows: Map<string, string>, replayed: Map<string, string>): Replay['differences'] {
  const ids = [...new Set([...rows.keys(), ...replayed.keys()])];
  return ids
    .map((id) => ({ table, id, stored: rows.get(id) ?? null, replayed: replayed.get(id) ?? null }))
    .filter((one) => one.stored !== one.replayed);
}
