import { In } from 'typeorm';
import type { Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import {
  type InboxFileRow,
  inboxProjection,
  type InboxResultRow,
  type InboxState,
  resultMappingProjection,
  type ResultMappingRow,
  type ResultMappingState,
} from './domain/index.js';
import { InboxFileEntity, InboxResultEntity } from './inbox.entity.js';
import { ResultMappingEntity } from './result-mapping.entity.js';

export const storedMapping: StoredProjection<ResultMappingState> = {
  ...resultMappingProjection,
  tables: { result_mapping: { entity: ResultMappingEntity, stream: 'id' } },
};

export const storedInbox: StoredProjection<InboxState> = {
  ...inboxProjection,
  tables: {
    inbox_file: { entity: InboxFileEntity, stream: 'id' },
    inbox_result: { entity: InboxResultEntity, stream: 'inboxFile' },
  },
};

/** Who defines a code, or takes a file, waits for whoever does so with the same one. */
export async function hold(tx: Tx, what: 'mapping' | 'file', which: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`inbox ${what} ${which}`]);
}

export const findMapping = (tx: Tx, code: string): Promise<ResultMappingRow | null> =>
  tx.entities.findOneBy(ResultMappingEntity, { code });

export const listMappings = (tx: Tx): Promise<ResultMappingRow[]> =>
  tx.entities.find(ResultMappingEntity, { order: { code: 'asc' } });

/** How often these bytes came, what was taken first, then the newest. */
export const filesOfHash = (tx: Tx, file: string): Promise<InboxFileRow[]> =>
  tx.entities.find(InboxFileEntity, { where: { file }, order: { state: 'desc', at: 'desc' } });

export const findFile = (tx: Tx, id: Uuid): Promise<InboxFileRow | null> =>
  tx.entities.findOneBy(InboxFileEntity, { id });

const LISTED = 200;

/** The newest files that were refused, or with results in a state; of any kind without one. */
export async function listFiles(tx: Tx, state?: InboxResultRow['state'] | 'refused'): Promise<InboxFileRow[]> {
  const newest = { order: { at: 'desc' as const, id: 'desc' as const }, take: LISTED };
  if (state === undefined) return tx.entities.find(InboxFileEntity, newest);
  if (state === 'refused') return tx.entities.find(InboxFileEntity, { where: { state }, ...newest });
  const having = await tx.query<{ id: Uuid }>(
    `select f.id from inbox_file f where exists (select from inbox_result r where r.inbox_file = f.id and r.state = $1)
      order by f.at desc, f.id desc limit ${LISTED}`,
    [state],
  );
  return tx.entities.find(InboxFileEntity, { where: { id: In(having.map(({ id }) => id)) }, ...newest });
}

export const resultsOf = (tx: Tx, files: Uuid[], state?: InboxResultRow['state']): Promise<InboxResultRow[]> =>
  tx.entities.find(InboxResultEntity, {
    where: { inboxFile: In(files), ...(state === undefined ? {} : { state }) },
    order: { inboxFile: 'asc', row: 'asc' },
  });

/** Batches whose results no step has yet. */
export async function batchesUnclaimed(tx: Tx): Promise<Uuid[]> {
  const rows = await tx.query<{ batch: Uuid }>(`select distinct batch from inbox_result where state = 'unclaimed'`);
  return rows.map(({ batch }) => batch);
}

/** Where the streams of these batches stand. */
export async function headsOf(tx: Tx, batches: Uuid[]): Promise<Map<Uuid, number>> {
  const rows = await tx.query<{ batch: Uuid; seq: number }>(
    `select split_part(id, '/', 2) as batch, seq from stream where id = any ($1)`,
    [batches.map((batch) => `batch/${batch}`)],
  );
  return new Map(rows.map(({ batch, seq }) => [batch, seq]));
}

/** Results of these batches that no step has yet, by file and row. */
export const unclaimedOf = (tx: Tx, batches: Uuid[]): Promise<InboxResultRow[]> =>
  tx.entities.find(InboxResultEntity, {
    where: { batch: In(batches), state: 'unclaimed' },
    order: { inboxFile: 'asc', row: 'asc' },
  });
