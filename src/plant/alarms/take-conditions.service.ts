import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { newId } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type ConditionSeen, Equipment } from '../equipment/index.js';
import { alarmOf } from './condition.view.js';
import { isNews, type KnownCondition, suppressedBecause, take } from './domain/index.js';
import { KnowAlarms, type KnownUnit } from './know-alarms.service.js';
import { type UseOf, useOf } from './look.view.js';
import { LookUnits } from './look-units.service.js';
import { StateAlarms } from './state-alarms.service.js';
import { holdConditions, saveConditions } from './watch.store.js';

/** Conditions of units (OPC UA) become alarms, each change in its order, before the unit is told that we have it. */
@Injectable()
export class TakeConditions implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly equipment: Equipment,
    private readonly known: KnowAlarms,
    private readonly looking: LookUnits,
    private readonly alarms: StateAlarms,
  ) {}

  onModuleInit(): void {
    this.equipment.onConditions((unit, seen) => this.record(unit, seen));
  }

  private async record(id: Uuid, seen: ConditionSeen[]): Promise<void> {
    const unit = await this.known.unit(id);
    if (unit === undefined) throw new Error(`unit ${id} is not known`);
    await this.database.write(SYSTEM_SCOPE, async (tx) => {
      this.equipment.fence(tx, id);
      const before = await holdConditions(tx, id);
      if (!isNews(before, seen)) return;
      let known = before;
      let used: Promise<UseOf> | undefined;
      // most messages change nothing, and ask for nothing more
      const use = (): Promise<UseOf> => (used ??= this.looking.usage(tx));
      for (const one of seen) {
        const now = take(known, one);
        for (const [key, condition] of Object.entries(now))
          if (known[key] !== condition && (known[key]?.active ?? false) !== condition.active)
            await this.state(tx, unit, condition, await use());
        for (const [key, condition] of Object.entries(now))
          if (condition.acknowledged && known[key]?.acknowledged === false && condition.active)
            await this.answeredThere(tx, unit, condition);
        known = now;
      }
      if (known !== before) saveConditions(tx, id, known);
    });
  }

  private async state(tx: Tx, unit: KnownUnit, condition: KnownCondition, use: UseOf): Promise<void> {
    const { point, definition } = alarmOf(unit, condition);
    const { active, at, message } = condition;
    const batches = use.batches.get(unit.unit.id) ?? [];
    const because = suppressedBecause(definition.enabled, useOf(unit, use));
    const sight = { active, at, message, batches, suppressedBecause: because, newOccurrence: newId() };
    await this.alarms.state(tx, { point, sight });
  }

  /** At the unit, by whoever stood there: somebody knows, and nobody was authenticated. */
  private async answeredThere(tx: Tx, unit: KnownUnit, condition: KnownCondition): Promise<void> {
    await this.alarms.answered(tx, alarmOf(unit, condition).point.id, 'at the unit');
  }
}
