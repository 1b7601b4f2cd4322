import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Tx } from '../../platform/database/index.js';
import type { NewStream } from '../../trust/ledger/index.js';
import { Organisation, streamAt } from '../../trust/organisation/index.js';
import { findAlarm } from './alarm.store.js';
import { alarmOf } from './condition.view.js';
import { type AlarmPoint, pointId, pointOf } from './domain/index.js';
import { KnowAlarms } from './know-alarms.service.js';
import { listWatches } from './watch.store.js';

/** What an alarm is of. */
@Injectable()
export class FindAlarm {
  constructor(
    private readonly known: KnowAlarms,
    private readonly organisation: Organisation,
  ) {}

  /** The alarm as it stands, or one of a unit's class that was never raised; refuses with `alarm.not-found`. */
  async point(tx: Tx, id: string): Promise<{ point: AlarmPoint; stream: NewStream }> {
    const point = (await findAlarm(tx, id)) ?? (await this.ofClass(id));
    if (point === null) throw new Refusal('not-found', 'alarm.not-found', { id });
    return { point, stream: streamAt(await this.organisation.site(tx, point.site)) };
  }

  private async ofClass(id: string): Promise<AlarmPoint | null> {
    for (const { unit, alarms } of await this.known.units())
      for (const definition of alarms) if (pointId(unit.id, definition.code) === id) return pointOf(unit, definition);
    return null;
  }

  /** The newest event of the condition that an alarm stands for; null where it stands for none. */
  async condition(tx: Tx, id: string): Promise<{ unit: Uuid; condition: { key: string; event: string } } | null> {
    const unit = (await this.known.units()).find((one) => id.startsWith(`${one.unit.id}.`));
    if (unit === undefined) return null;
    const conditions = (await listWatches(tx)).get(unit.unit.id)?.conditions ?? {};
    const found = Object.entries(conditions).find(([, condition]) => alarmOf(unit, condition).point.id === id);
    return found === undefined ? null : { unit: unit.unit.id, condition: { key: found[0], event: found[1].event } };
  }
}
