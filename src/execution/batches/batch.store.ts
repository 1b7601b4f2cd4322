import { IsNull } from 'typeorm';
import type { Instant, Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import type { NeededSpan, ReadingSealRow } from '../../plant/readings/index.js';
import { storedSeals } from '../../plant/readings/index.js';
import type { NewStream, StoredProjection } from '../../trust/ledger/index.js';
import { SignatureEntity } from '../../trust/signatures/index.js';
import {
  BatchEntity,
  BindingEntity,
  ElementEntity,
  FrozenRecipeEntity,
  StepEntity,
  TimerEntity,
} from './batch.entity.js';
import { type NamedSeal, batchProjection, type BatchRow, type BatchState } from './domain/index.js';
import {
  AttachmentEntity,
  CaptureEntity,
  EntryEntity,
  EventEntity,
  EvidenceEntity,
  ExceptionEntity,
  NoteEntity,
} from './record.entity.js';

export const storedBatch: StoredProjection<BatchState> = {
  ...batchProjection,
  tables: {
    batch: { entity: BatchEntity, stream: 'id' },
    batch_recipe: { entity: FrozenRecipeEntity, stream: 'batch', hashed: 'recipe' },
    binding: { entity: BindingEntity, stream: 'batch' },
    element: { entity: ElementEntity, stream: 'batch' },
    step: { entity: StepEntity, stream: 'batch' },
    entry: { entity: EntryEntity, stream: 'batch' },
    capture: { entity: CaptureEntity, stream: 'batch' },
    evidence: { entity: EvidenceEntity, stream: 'batch' },
    event: { entity: EventEntity, stream: 'batch' },
    exception: { entity: ExceptionEntity, stream: 'batch' },
    note: { entity: NoteEntity, stream: 'batch' },
    attachment: { entity: AttachmentEntity, stream: 'batch' },
    timer: { entity: TimerEntity, stream: 'batch' },
    signature: { entity: SignatureEntity, stream: 'subjectStream' },
  },
};

/** A batch with what a new stream of its site needs. */
export interface SampledBatch extends NewStream {
  batch: Uuid;
}

/** The units that hold a batch now, in the order of locks, without one; undefined where there is no such batch in sight. */
export async function boundUnits(tx: Tx, batch: Uuid): Promise<Uuid[] | undefined> {
  const [row] = await tx.query<{ units: Uuid[] }>(
    `select array(select unit from binding where batch = b.id and released_at is null order by unit) as units
       from batch b where id = $1`,
    [batch],
  );
  return row?.units;
}

/** Takes the locks of the units that hold a batch now, in their order, ahead of the batch's own. */
export function lockUnits(tx: Tx, batch: Uuid): void {
  tx.later(
    `select from stream
      where id = any (array(select 'unit/' || unit from binding where batch = $1 and released_at is null))
      order by id for update`,
    [batch],
  );
}

/** The time zone of the batch's site, IANA name. */
export async function zoneOfBatch(tx: Tx, batch: Uuid): Promise<string> {
  const [row] = await tx.query<{ zone: string }>(`select zone from stream where id = $1`, [`batch/${batch}`]);
  return row!.zone;
}

/** The database's clock, by which facts are timed. */
export async function databaseNow(tx: Tx): Promise<Instant> {
  const [row] = await tx.query<{ now: Date }>(`select date_trunc('milliseconds', clock_timestamp()) as now`);
  return row!.now.toISOString();
}

/** A file that the batch names, as it is named last; null where it names none of that hash. */
export const attachmentOf = (tx: Tx, batch: Uuid, file: string): Promise<AttachmentEntity | null> =>
  tx.entities.findOne(AttachmentEntity, { where: { batch, file }, order: { at: 'DESC' } });

/** Takes a stream's lock ahead of its facts, where the order of locks asks for it. */
export async function lockStream(tx: Tx, stream: string): Promise<void> {
  await tx.query(`select from stream where id = $1 for update`, [stream]);
}

/** The code of a new batch, `26-0001`, with what it begins with. Numbers of refused transactions stay unused. */
export async function nextCode(tx: Tx, zone: string, before: string): Promise<string> {
  const [row] = await tx.query<{ code: string }>(
    `select $2 || to_char(clock_timestamp() at time zone $1, 'YY') || '-' || lpad(nextval('batch_number')::text, 4, '0') as code`,
    [zone, before],
  );
  return row!.code;
}

/** States of a batch that is not over, and those of a step that is, as SQL lists them. */
export const OPEN = `'idle', 'running', 'holding', 'held', 'stopping', 'aborting'`;
export const STEP_OVER = `'complete', 'stopped', 'aborted', 'skipped', 'omitted'`;

/** The batch of an order that is not over, null where there is none. */
export async function openBatchOf(tx: Tx, order: Uuid): Promise<{ code: string } | null> {
  const [row] = await tx.query<{ code: string }>(`select code from batch where order_id = $1 and state in (${OPEN})`, [
    order,
  ]);
  return row ?? null;
}

export const listBatches = (tx: Tx): Promise<BatchRow[]> =>
  tx.entities.find(BatchEntity, { order: { issuedAt: 'DESC' } });

/** Units that hold batches now, those bound last first. */
export const openBindings = (tx: Tx): Promise<BindingEntity[]> =>
  tx.entities.find(BindingEntity, { where: { releasedAt: IsNull() }, order: { boundAt: 'DESC' } });

/** What a list shows of each batch besides its own row: the step at hand and how many exceptions it has. */
export interface BatchProgress {
  batch: Uuid;
  step: Uuid | null;
  phase: string | null;
  title: string | null;
  state: string | null;
  exceptions: number;
  open: number;
}

export const progressOfBatches = (tx: Tx): Promise<BatchProgress[]> =>
  tx.query<BatchProgress>(
    `select b.id as batch, s.id as step, s.phase, s.state, t.title, e.exceptions, e.open
       from batch b
       left join lateral (select id, phase, state, recipe from step
                           where batch = b.id and state not in (${STEP_OVER}) order by place limit 1) s on true
       left join lateral (select p ->> 'title' as title from batch_recipe r,
                                 jsonb_path_query(r.recipe, '$.**.phases[*]') p
                           where r.id = s.recipe and p ->> 'id' = s.phase limit 1) t on true
       cross join lateral (select count(*)::int as exceptions,
                                  count(*) filter (where comment is null or (on_breach <> 'continue' and answer is null))::int as open
                             from exception where batch = b.id) e`,
  );

/** The last arrival of a unit that a seal covers, as decimal text; `0` where none does. */
export async function sealedArrival(tx: Tx, unit: Uuid): Promise<string> {
  const [last] = await sealsAfter(tx, unit, null);
  return last?.toArrival ?? '0';
}

/** Seals of a unit that reach beyond an arrival, in order; with null the newest alone. */
export async function sealsAfter(tx: Tx, unit: Uuid, arrival: string | null): Promise<ReadingSealRow[]> {
  const query = tx.entities
    .createQueryBuilder<ReadingSealRow>(storedSeals.tables.reading_seal.entity as never, 's')
    .where('s.unit = :unit', { unit });
  return arrival === null
    ? query.orderBy('s.seq', 'DESC').limit(1).getMany()
    : query.andWhere('s.toArrival > :arrival', { arrival }).orderBy('s.seq', 'ASC').getMany();
}

/** The same as steps name them. */
export async function namedSeals(tx: Tx, unit: Uuid, arrival: string): Promise<NamedSeal[]> {
  const seals = await sealsAfter(tx, unit, arrival);
  return seals.map(({ seq, fromArrival: from, toArrival: to, count, root }) => ({ seq, from, to, count, root }));
}

/** The batch that gave a sample its id, where that stands, null where none in sight did. */
export async function batchOfSample(tx: Tx, sample: string): Promise<SampledBatch | null> {
  const [row] = await tx.query<SampledBatch>(
    `select e.batch, s.site, s.zone, s.sponsor from entry e join stream s on s.id = 'batch/' || e.batch
      where e.field = 'sample' and e.source = 'assigned' and e.value = $1`,
    [sample],
  );
  return row ?? null;
}

/** Those of these batches in which results are entered, or were. */
export async function batchesWithResults(tx: Tx, batches: Uuid[]): Promise<Uuid[]> {
  const rows = await tx.query<{ batch: Uuid }>(
    `select distinct batch from step where batch = any ($1) and kind = 'result' and state not in ('idle', 'omitted')`,
    [batches],
  );
  return rows.map(({ batch }) => batch);
}

/** Timers whose time has come, one batch each. */
export async function batchesWithDueTimers(tx: Tx): Promise<Uuid[]> {
  const rows = await tx.query<{ batch: Uuid }>(
    `select distinct batch from timer where state = 'running' and due_at < clock_timestamp()`,
  );
  return rows.map(({ batch }) => batch);
}

/** Batches in which something may be under way. */
export async function batchesAtWork(tx: Tx): Promise<Uuid[]> {
  const rows = await tx.query<{ id: Uuid }>(`select id from batch where state in ('running', 'holding', 'held')`);
  return rows.map(({ id }) => id);
}

/** Times of units in batches that are not over or still hold one, or that ended after an instant. */
export async function neededReadings(tx: Tx, endedAfter: Instant): Promise<NeededSpan[]> {
  const rows = await tx.query<{ batch: Uuid; unit: Uuid; from: Date; to: Date | null }>(
    `select b.id as batch, k.unit, k.bound_at as "from", k.released_at as "to" from batch b join binding k on k.batch = b.id
      where b.ended_at is null or k.released_at is null or b.ended_at > $1`,
    [endedAfter],
  );
  return rows.map(({ from, to, ...row }) => ({ ...row, from: from.toISOString(), to: to?.toISOString() ?? null }));
}
