import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { actsIn, type Tx } from '../../platform/database/index.js';
import type { NewStream } from '../../trust/ledger/index.js';
import { Organisation, streamAt } from '../../trust/organisation/index.js';
import { Equipment } from '../equipment/index.js';
import { findAlarm } from './alarm.store.js';
import { alarmOf } from './condition.view.js';
import { type AlarmPoint, pointId, pointOf } from './domain/index.js';
import { KnowAlarms } from './know-alarms.service.js';
import { conditionsOf } from './watch.store.js';

/** What an alarm is of. */
@Injectable()
export class FindAlarm {
  constructor(
    private readonly known: KnowAlarms,
    private readonly organisation: Organisation,
    private readonly equipment: Equipment,
  ) {}

  /** The alarm as it stands, or one of a unit's class that was never raised; refuses with `alarm.not-found`. */
  async point(tx: Tx, id: string): Promise<{ point: AlarmPoint; stream: NewStream }> {
    const point = (await findAlarm(tx, id)) ?? (await this.ofClass(id));
    if (point === null) throw new Refusal('not-found', 'alarm.not-found', { id });
    return { point, stream: streamAt(await this.organisation.site(tx, point.site)) };
  }

  /** Refuses with `alarm.not-found` one of a unit out of sight, and with `room.not-granted` where the person may not act in its room. */
  async refuseElsewhere(tx: Tx, id: string): Promise<void> {
    const of = (await this.known.units()).find(({ unit }) => id.startsWith(`${unit.id}.`));
    if (of === undefined) return;
    const inSight = await this.equipment.all(tx);
    if (!inSight.some((unit) => unit.id === of.unit.id)) throw new Refusal('not-found', 'alarm.not-found', { id });
    if (!actsIn(tx.scope, of.unit)) throw new Refusal('forbidden', 'room.not-granted', { unit: of.unit.code });
  }

  private async ofClass(id: string): Promise<AlarmPoint | null> {
    for (const { unit, alarms } of await this.known.units())
      for (const definition of alarms) if (pointId(unit.id, definition.code) === id) return pointOf(unit, definition);
    return null;
  }

  /** Key of the condition that an alarm stands for, where the unit waits for an acknowledgement; null where there is none. */
  async unacknowledged(tx: Tx, id: string): Promise<{ unit: Uuid; condition: string } | null> {
    const unit = (await this.known.units()).find((one) => id.startsWith(`${one.unit.id}.`));
    if (unit === undefined) return null;
    const conditions = Object.entries(await conditionsOf(tx, unit.unit.id));
    const found = conditions.find(([, one]) => !one.acknowledged && alarmOf(unit, one).point.id === id);
    return found === undefined ? null : { unit: unit.unit.id, condition: found[0] };
  }
}
