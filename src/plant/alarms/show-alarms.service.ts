import { Injectable } from '@nestjs/common';
import { ALARM_PRIORITIES } from '../../definition/unit-classes/domain/index.js';
import { Refusal } from '../../kernel/refusal.js';
import { systemNow } from '../../platform/clock/index.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { Ledger } from '../../trust/ledger/index.js';
import type {
  AlarmDto,
  AlarmHistoryDto,
  AlarmHistoryQuery,
  AlarmList,
  AlarmsDto,
  AlarmsQuery,
  AlarmStoryDto,
  AlarmSummaryDto,
} from './alarm.dto.js';
import {
  announcedSince,
  batchesOf,
  findAlarm,
  listOccurrences,
  occurrencesById,
  standingAlarms,
} from './alarm.store.js';
import { alarmDto, type Codes, factDtos, occurrenceDto, suppressedDto } from './alarm.view.js';
import { deliveriesOf } from './delivery.store.js';
import { type AlarmRow, floodOf, isAnnounced, isUnanswered, pointOf, suppressedBecause } from './domain/index.js';
import { KnowAlarms, type KnownUnit } from './know-alarms.service.js';
import { useOf } from './look.view.js';
import { LookUnits } from './look-units.service.js';

const DAY = 86_400_000;
const PAGE = 50;
const STORY = { occurrences: 20, facts: 200 };

/** Alarms as people see them: what stands, what is withheld and why, what was, and how many there are. */
@Injectable()
export class ShowAlarms {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly known: KnowAlarms,
    private readonly looking: LookUnits,
  ) {}

  list(caller: Caller, { list, ...of }: AlarmsQuery): Promise<AlarmsDto> {
    return this.database.read(caller.scope, async (tx) => {
      const at = systemNow();
      const units = await this.known.all(tx);
      const codes = codesOf(units);
      const standing = await standingAlarms(tx);
      const byDesign = await this.suppressed(tx, units, standing, at);
      const raised = await occurrencesById(
        tx,
        standing.flatMap(({ occurrence }) => occurrence ?? []),
      );
      const occurrences = new Map(raised.map((one) => [one.id, one]));
      const batches = await batchesOf(tx, [...occurrences.keys()]);
      const dto = (row: AlarmRow): AlarmDto => alarmDto(row, occurrences.get(row.occurrence ?? ''), codes, batches);
      const alarms = standing.filter(({ state }) => LISTED[list](state)).map(dto);
      const all = list === 'suppressed' ? [...alarms, ...byDesign] : alarms;
      const shown = all.filter((one) => isOf(one, of)).toSorted(byUrgency);
      return { at, summary: await this.summary(tx, standing, byDesign.length, at), alarms: shown };
    });
  }

  history(caller: Caller, { unit, cursor, limit = PAGE, ...of }: AlarmHistoryQuery): Promise<AlarmHistoryDto> {
    return this.database.read(caller.scope, async (tx) => {
      const codes = codesOf(await this.known.all(tx));
      const id = [...codes].find(([, code]) => code === unit)?.[0];
      if (unit !== undefined && id === undefined) throw new Refusal('not-found', 'unit.not-found', { code: unit });
      const [raisedAt, last] = cursor?.split('_') ?? [];
      const before = raisedAt === undefined ? undefined : { raisedAt, id: last! };
      const rows = await listOccurrences(tx, { ...of, unit: id, before, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const end = rows.length > limit ? page.at(-1)! : null;
      const batches = await batchesOf(tx, ids(page));
      return {
        occurrences: page.map((row) => occurrenceDto(row, codes, batches)),
        next: end === null ? null : `${end.raisedAt}_${end.id}`,
      };
    });
  }

  one(caller: Caller, id: string): Promise<AlarmStoryDto> {
    return this.database.read(caller.scope, async (tx) => {
      const codes = codesOf(await this.known.all(tx));
      const row = await findAlarm(tx, id);
      if (row === null) throw new Refusal('not-found', 'alarm.not-found', { id });
      const rows = await listOccurrences(tx, { alarm: id, limit: STORY.occurrences });
      const facts = (await this.ledger.facts(tx, `alarm/${id}`)).slice(-STORY.facts).toReversed();
      const told = facts.flatMap(({ fact }) => (fact.values['occurrence'] as string | undefined) ?? []);
      const batches = await batchesOf(tx, [...new Set([...ids(rows), ...told])]);
      const last = rows.find((one) => one.id === row.occurrence);
      return {
        alarm: alarmDto(row, last, codes, batches),
        occurrences: rows.map((one) => occurrenceDto(one, codes, batches)),
        story: facts.flatMap((fact) => factDtos(fact, batches)),
        deliveries: (await deliveriesOf(tx, id)).map(({ alarm: _, target: __, ...delivery }) => delivery),
      };
    });
  }

  /** Alarms of classes that are not enabled as their units are used now, and that have nothing to withhold. */
  private async suppressed(
    tx: Tx,
    units: readonly KnownUnit[],
    standing: readonly AlarmRow[],
    at: string,
  ): Promise<AlarmDto[]> {
    const use = await this.looking.usage(tx);
    const codes = codesOf(units);
    const known = new Set(standing.map(({ id }) => id));
    return units.flatMap((unit) =>
      unit.alarms.flatMap((definition) => {
        const point = pointOf(unit.unit, definition);
        const reason = suppressedBecause(definition.enabled, useOf(unit, use));
        return reason === null || known.has(point.id) ? [] : [suppressedDto(point, reason, at, codes)];
      }),
    );
  }

  private async summary(tx: Tx, standing: readonly AlarmRow[], byDesign: number, at: string): Promise<AlarmSummaryDto> {
    const now = Date.parse(at);
    const count = (list: AlarmList): AlarmRow[] => standing.filter(({ state }) => LISTED[list](state));
    const announced = await announcedSince(tx, new Date(now - DAY).toISOString());
    const active = ALARM_PRIORITIES.map((priority) => {
      return [priority, count('active').filter(({ rationale }) => rationale.priority === priority).length] as const;
    });
    return {
      active: Object.fromEntries(active),
      unacknowledged: standing.filter(({ state }) => isUnanswered(state)).length,
      shelved: count('shelved').length,
      suppressed: count('suppressed').length + byDesign,
      outOfService: count('out-of-service').length,
      flood: floodOf(announced, now, DAY),
    };
  }
}

const LISTED: Record<AlarmList, (state: AlarmRow['state']) => boolean> = {
  active: isAnnounced,
  shelved: (state) => state === 'shelved',
  suppressed: (state) => state === 'suppressed',
  'out-of-service': (state) => state === 'out-of-service',
};

const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

const codesOf = (units: readonly KnownUnit[]): Codes => new Map(units.map(({ unit: { id, code } }) => [id, code]));

function isOf({ unit, room, occurrence }: AlarmDto, of: Omit<AlarmsQuery, 'list'>): boolean {
  const isUnit = of.unit === undefined || unit === of.unit || (occurrence?.units.includes(of.unit) ?? false);
  const isBatch = of.batch === undefined || (occurrence?.batches.includes(of.batch) ?? false);
  return isUnit && isBatch && (of.room === undefined || room === null || room === of.room);
}

/** What waits for somebody first, then by priority, then the oldest. */
function byUrgency(a: AlarmDto, b: AlarmDto): number {
  const rank = ({ state, priority }: AlarmDto): number =>
    (isUnanswered(state as AlarmRow['state']) ? 0 : 10) + ALARM_PRIORITIES.indexOf(priority as 'high');
  const key = ({ since, id }: AlarmDto): string => `${since ?? ''} ${id}`;
  return rank(a) - rank(b) || (key(a) < key(b) ? -1 : 1);
}
