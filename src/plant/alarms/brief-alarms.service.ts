import { Injectable } from '@nestjs/common';
import { ALARM_PRIORITIES } from '../../definition/unit-classes/domain/index.js';
import type { Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import { batchesOf, listOccurrences, occurrencesById, standingAlarms } from './alarm.store.js';
import {
  type AlarmRow,
  type AlarmsInBrief,
  briefOf,
  isAnnounced,
  type OccurrenceRow,
  unitsOf,
} from './domain/index.js';

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
