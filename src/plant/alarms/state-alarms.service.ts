import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { systemNow } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import { Organisation, streamAt } from '../../trust/organisation/index.js';
import { storedAlarm } from './alarm.store.js';
import {
  type AlarmPoint,
  alarmProjection,
  type AlarmsState,
  decideAnswer,
  decideSight,
  isUnanswered,
  type Sight,
} from './domain/index.js';

/** Who states what units and clocks say. */
export const ALARMS: Actor = { system: 'alarms', role: 'system' };

/** How an alarm's cause was seen to stand. */
export interface Sighting {
  point: AlarmPoint;
  sight: Sight;
  /** a change was found, whatever the rows say */
  isNew?: boolean;
}

/** States what follows from how causes stand, and nothing where that is nothing new. */
@Injectable()
export class StateAlarms {
  constructor(
    private readonly ledger: Ledger,
    private readonly organisation: Organisation,
  ) {}

  async state(tx: Tx, sighting: Sighting): Promise<void> {
    const { point, sight } = sighting;
    if (decideSight(await this.load(tx, point.id), point, sight, systemNow()).length === 0) return;
    const create = streamAt(await this.organisation.site(tx, point.site));
    await this.ledger.change(
      tx,
      storedAlarm,
      point.id,
      ALARMS,
      (state, now) => decideSight(state, point, sight, now),
      create,
    );
  }

  /** Fact alarm.answered, where the alarm waits for somebody and nobody has answered yet. */
  async answered(tx: Tx, id: string, by: string): Promise<void> {
    const state = await this.load(tx, id);
    const occurrence = state.alarm_occurrence[state.alarm[id]?.occurrence ?? ''];
    if (occurrence === undefined || !isUnanswered(state.alarm[id]!.state) || occurrence.answeredAt !== null) return;
    const answer = { occurrence: occurrence.id, by };
    await this.ledger.change(tx, storedAlarm, id, ALARMS, (now) => decideAnswer(now, answer));
  }

  private load(tx: Tx, id: string): Promise<AlarmsState> {
    return this.ledger.load(tx, storedAlarm, id).catch((error: unknown) => {
      if (error instanceof Refusal && error.kind === 'not-found') return alarmProjection.empty;
      throw error;
    });
  }
}
