import { In, Not } from 'typeorm';
import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import { AlarmBatchEntity, AlarmEntity, EscalationEntity, OccurrenceEntity } from './alarm.entity.js';
import {
  alarmProjection,
  type AlarmRow,
  type AlarmsState,
  escalationProjection,
  type EscalationRow,
  type EscalationState,
  type OccurrenceRow,
} from './domain/index.js';

export const storedAlarm: StoredProjection<AlarmsState> = {
  ...alarmProjection,
  tables: {
    alarm: { entity: AlarmEntity, stream: 'id' },
    alarm_occurrence: { entity: OccurrenceEntity, stream: 'alarm' },
    alarm_batch: { entity: AlarmBatchEntity, stream: 'alarm' },
  },
};

export const storedEscalation: StoredProjection<EscalationState> = {
  ...escalationProjection,
  tables: { alarm_escalation: { entity: EscalationEntity, stream: 'id' } },
};

/** Alarms that are not normal, or whose cause is there. */
export const standingAlarms = (tx: Tx): Promise<AlarmRow[]> =>
  tx.entities.find(AlarmEntity, { where: { state: Not('normal') } });

export const findAlarm = (tx: Tx, id: string): Promise<AlarmRow | null> => tx.entities.findOneBy(AlarmEntity, { id });

export const occurrencesById = (tx: Tx, ids: readonly string[]): Promise<OccurrenceRow[]> =>
  ids.length === 0 ? Promise.resolve([]) : tx.entities.findBy(OccurrenceEntity, { id: In([...ids]) });

/** Batches by occurrence; those alone whose sponsor is in scope. */
export async function batchesOf(tx: Tx, occurrences: readonly string[]): Promise<Map<string, string[]>> {
  if (occurrences.length === 0) return new Map();
  const rows = await tx.query<{ occurrence: string; batch: string }>(
    `select occurrence, batch from alarm_batch where occurrence = any($1) order by id`,
    [occurrences],
  );
  const found = Map.groupBy(rows, ({ occurrence }) => occurrence);
  return new Map([...found].map(([occurrence, own]) => [occurrence, own.map(({ batch }) => batch)]));
}

/** What a list of occurrences is narrowed to. */
export interface OccurrencesOf {
  unit?: string | undefined;
  room?: string | undefined;
  batch?: string | undefined;
  alarm?: string | undefined;
  /** the last one of the page before */
  before?: { raisedAt: string; id: string } | undefined;
  limit: number;
}

/** The newest first. */
export function listOccurrences(tx: Tx, { before, limit, ...of }: OccurrencesOf): Promise<OccurrenceRow[]> {
  const query = tx.entities
    .createQueryBuilder(OccurrenceEntity, 'o')
    .orderBy('o.raised_at', 'DESC')
    .addOrderBy('o.id', 'DESC');
  const { unit, room, batch, alarm } = of;
  if (unit !== undefined) query.andWhere('o.unit = :unit', { unit });
  if (room !== undefined) query.andWhere('o.room = :room', { room });
  if (alarm !== undefined) query.andWhere('o.alarm = :alarm', { alarm });
  if (batch !== undefined)
    query.andWhere('o.id in (select b.occurrence from alarm_batch b where b.batch = :batch)', { batch });
  if (before !== undefined) query.andWhere('(o.raised_at, o.id) < (:at, :id)', { at: before.raisedAt, id: before.id });
  return query.limit(limit).getMany();
}

/** When alarms were announced, ms since 1970. */
export async function announcedSince(tx: Tx, since: string): Promise<number[]> {
  const rows = await tx.query<{ at: Date }>(
    `select announced_at as at from alarm_occurrence where announced_at > $1 order by 1`,
    [since],
  );
  return rows.map(({ at }) => at.getTime());
}

/** Announced alarms that nobody has acknowledged, nor answered from outside. */
export const unansweredOccurrences = (tx: Tx): Promise<OccurrenceRow[]> =>
  tx.entities
    .createQueryBuilder(OccurrenceEntity, 'o')
    .innerJoin(AlarmEntity, 'a', 'a.occurrence = o.id')
    .where(`a.state in ('unacknowledged', 'returned', 'latched-unacknowledged')`)
    .andWhere('o.announced_at is not null and o.answered_at is null')
    .getMany();

export const listEscalations = (tx: Tx): Promise<EscalationRow[]> => tx.entities.find(EscalationEntity);

export const findEscalation = (tx: Tx, site: string): Promise<EscalationRow | null> =>
  tx.entities.findOneBy(EscalationEntity, { id: site });

/** What {@link standingAlarms} says, as the state of all their streams: two statements, however many there are. */
export async function standingState(tx: Tx, standing: readonly AlarmRow[]): Promise<AlarmsState> {
  const raised = standing.flatMap(({ occurrence }) => occurrence ?? []);
  const occurrences = await occurrencesById(tx, raised);
  const batches = raised.length === 0 ? [] : await tx.entities.findBy(AlarmBatchEntity, { occurrence: In(raised) });
  return { alarm: byId(standing), alarm_occurrence: byId(occurrences), alarm_batch: byId(batches) };
}

const byId = <Row extends { id: string }>(rows: readonly Row[]): Record<string, Row> =>
  Object.fromEntries(rows.map((row) => [row.id, row]));
