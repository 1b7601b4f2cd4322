import { Injectable } from '@nestjs/common';
import { ALARM_PRIORITIES, type AlarmPriority } from '../../definition/unit-classes/domain/index.js';
import type { Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import { batchesOf, listOccurrences, standingAlarms } from './alarm.store.js';
import { isAnnounced, isUnanswered, type OccurrenceRow } from './domain/index.js';

/** What is announced of a unit. */
export interface AlarmsInBrief {
  unit: Uuid;
  active: number;
  unacknowledged: number;
  /** the most urgent of them */
  priority: AlarmPriority;
  title: string;
}

/** One time that an alarm was raised, with the batches in scope. */
export type RaisedAlarm = OccurrenceRow & { batches: Uuid[] };

const MOST = 10_000;

/** Alarms as other modules read them. */
@Injectable()
export class Alarms {
  /** Units of which alarms are announced. */
  async inBrief(tx: Tx): Promise<AlarmsInBrief[]> {
    const announced = (await standingAlarms(tx)).filter(({ state }) => isAnnounced(state));
    const rank = ({ rationale }: (typeof announced)[number]): number => ALARM_PRIORITIES.indexOf(rationale.priority);
    const sorted = announced.toSorted((a, b) => rank(a) - rank(b));
    return [...Map.groupBy(sorted, ({ unit }) => unit)].flatMap(([unit, all]): AlarmsInBrief[] => {
      if (unit === null) return [];
      const [{ rationale, title }] = all as [(typeof all)[number]];
      const unacknowledged = all.filter(({ state }) => isUnanswered(state)).length;
      return [{ unit, active: all.length, unacknowledged, priority: rationale.priority, title }];
    });
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
