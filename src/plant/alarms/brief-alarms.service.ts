import { Injectable } from '@nestjs/common';
import { ALARM_PRIORITIES, type AlarmPriority } from '../../definition/unit-classes/domain/index.js';
import type { Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import { batchesOf, listOccurrences, occurrencesById, standingAlarms } from './alarm.store.js';
import { type AlarmRow, isAnnounced, isUnanswered, type OccurrenceRow, unitsOf } from './domain/index.js';

/** What is announced of a unit, by alarms of its own and by those of many units at once. */
export interface AlarmsInBrief {
  unit: Uuid;
  active: number;
  unacknowledged: number;
  /** the most urgent of them */
  priority: AlarmPriority;
  title: string;
  /** the most urgent of those that wait for somebody; null where none does */
  waiting: AlarmPriority | null;
  /** each that waits for somebody is of many units at once */
  shared: boolean;
}

/** One time that an alarm was raised, with the batches in scope. */
export type RaisedAlarm = OccurrenceRow & { batches: Uuid[] };

const MOST = 10_000;

/** Alarms as other modules read them. */
@Injectable()
export class Alarms {
  /** Of these units those of which alarms are announced. */
  async inBrief(tx: Tx, units: readonly { id: Uuid; code: string }[]): Promise<AlarmsInBrief[]> {
    const announced = (await standingAlarms(tx)).filter(({ state }) => isAnnounced(state));
    const grouped = announced.flatMap(({ unit, occurrence }) => (unit === null ? (occurrence ?? []) : []));
    const members = new Map((await occurrencesById(tx, grouped)).map((one) => [one.id, unitsOf(one)]));
    const ids = new Map(units.map(({ id, code }) => [code, id]));
    const rank = ({ rationale }: AlarmRow): number => ALARM_PRIORITIES.indexOf(rationale.priority);
    const ofUnits = announced
      .toSorted((a, b) => rank(a) - rank(b))
      .flatMap((alarm) =>
        alarm.unit === null
          ? (members.get(alarm.occurrence ?? '') ?? []).flatMap((code) => {
              const unit = ids.get(code);
              return unit === undefined ? [] : [{ unit, alarm }];
            })
          : [{ unit: alarm.unit, alarm }],
      );
    return [...Map.groupBy(ofUnits, ({ unit }) => unit)].map(([unit, all]) =>
      briefOf(
        unit,
        all.map(({ alarm }) => alarm),
      ),
    );
  }

  /** Every time that an alarm was there while the batch held its unit, the oldest first. */
  async ofBatch(tx: Tx, batch: Uuid): Promise<RaisedAlarm[]> {
    const rows = (await listOccurrences(tx, { batch, limit: MOST })).toReversed();
    const batches = await batchesOf(
      tx,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => ({ ...row, batches: batches.get(row.id) ?? [] }));
  }
}

/** Of the alarms of one unit, the most urgent first. */
function briefOf(unit: Uuid, alarms: readonly AlarmRow[]): AlarmsInBrief {
  const { rationale, title } = alarms[0]!;
  const waiting = alarms.filter(({ state }) => isUnanswered(state));
  return {
    ...{ unit, active: alarms.length, unacknowledged: waiting.length, priority: rationale.priority, title },
    waiting: waiting[0]?.rationale.priority ?? null,
    shared: waiting.length > 0 && waiting.every((alarm) => alarm.unit === null),
  };
}
