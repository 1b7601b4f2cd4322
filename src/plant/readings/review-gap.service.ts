import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf } from '../../trust/ledger/index.js';
import { Equipment } from '../equipment/index.js';
import { foundGap } from './gap.store.js';
import { Readings } from './read-readings.service.js';

/** A person has looked at what is missing, and says what it means. */
@Injectable()
export class ReviewGap {
  constructor(
    private readonly commands: Commands,
    private readonly readings: Readings,
    private readonly equipment: Equipment,
  ) {}

  /** Refuses with `gap.not-found`, `room.not-granted`, and with `gap.transition-not-allowed` where it is closed or reviewed already. */
  review(command: CommandContext, gap: Uuid, comment: string): Promise<void> {
    return this.commands.run(command, async (tx) => {
      const { unit } = await foundGap(tx, gap);
      await this.equipment.actedOn(tx, { id: unit });
      await this.readings.acceptGap(tx, actorOf(command.caller), unit, gap, comment);
    });
  }
}
