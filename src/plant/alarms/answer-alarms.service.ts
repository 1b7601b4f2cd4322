import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger } from '../../trust/ledger/index.js';
import type { AcknowledgeDto, AlarmReasonDto, ShelveDto } from './alarm.dto.js';
import { storedAlarm } from './alarm.store.js';
import {
  type AlarmFact,
  type AlarmPoint,
  type AlarmsState,
  decideAcknowledge,
  decideRemove,
  decideReset,
  decideRestore,
  decideShelve,
  decideUnshelve,
} from './domain/index.js';
import { FindAlarm } from './find-alarm.service.js';
import { TellUnits } from './tell-units.service.js';

/** What people do about alarms. */
@Injectable()
export class AnswerAlarms {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly grounds: FindAlarm,
    private readonly units: TellUnits,
  ) {}

  /** The unit is told once this is committed: what is acknowledged here is so whatever it answers. */
  async acknowledge(command: CommandContext, id: string, { occurrence, comment }: AcknowledgeDto): Promise<void> {
    const { name } = command.caller.person;
    const seen = { occurrence, comment: comment ?? null };
    await this.change(
      command,
      id,
      (state) => decideAcknowledge(state, id, { ...seen, name }),
      async (tx) => {
        const of = await this.grounds.unacknowledged(tx, id);
        if (of !== null) this.units.intend(tx, { ...of, occurrence, comment: comment ?? name });
      },
    );
  }

  reset(command: CommandContext, id: string): Promise<void> {
    return this.change(command, id, (state) => decideReset(state, id));
  }

  async shelve(command: CommandContext, id: string, { length, reason }: ShelveDto): Promise<void> {
    const { name } = command.caller.person;
    await this.changePoint(command, id, (state, point, now) =>
      decideShelve(state, point, { length, reason, name }, now),
    );
  }

  unshelve(command: CommandContext, id: string): Promise<void> {
    return this.change(command, id, (state) => decideUnshelve(state, id));
  }

  async remove(command: CommandContext, id: string, { reason }: AlarmReasonDto): Promise<void> {
    const { name } = command.caller.person;
    await this.changePoint(command, id, (state, point) => decideRemove(state, point, { reason, name }));
  }

  restore(command: CommandContext, id: string, { reason }: AlarmReasonDto): Promise<void> {
    return this.change(command, id, (state) => decideRestore(state, id, reason));
  }

  private async change(
    command: CommandContext,
    id: string,
    decide: (state: AlarmsState) => AlarmFact[],
    then?: (tx: Tx) => Promise<void>,
  ): Promise<void> {
    await this.commands.run(command, async (tx) => {
      await this.grounds.refuseElsewhere(tx, id);
      await this.ledger.change(tx, storedAlarm, id, actorOf(command.caller), decide);
      await then?.(tx);
    });
  }

  /** An alarm that was never raised comes to be. */
  private async changePoint(
    command: CommandContext,
    id: string,
    decide: (state: AlarmsState, point: AlarmPoint, now: string) => AlarmFact[],
  ): Promise<void> {
    await this.commands.run(command, async (tx) => {
      await this.grounds.refuseElsewhere(tx, id);
      const { point, stream } = await this.grounds.point(tx, id);
      await this.ledger.change(
        tx,
        storedAlarm,
        id,
        actorOf(command.caller),
        (state, now) => decide(state, point, now),
        stream,
      );
    });
  }
}
