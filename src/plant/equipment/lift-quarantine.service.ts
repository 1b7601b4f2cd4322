import { Injectable } from '@nestjs/common';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger } from '../../trust/ledger/index.js';
import { decideLiftQuarantine } from './domain/index.js';
import { unitStore } from './equipment.store.js';
import { Equipment } from './use-equipment.service.js';

/** A unit that had failed may be used again: a person says so, and why. */
@Injectable()
export class LiftQuarantine {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly equipment: Equipment,
  ) {}

  lift(command: CommandContext, code: string, reason: string): Promise<void> {
    return this.commands.run(command, async (tx) => {
      const { id } = await this.equipment.actedOn(tx, { code });
      await this.ledger.change(tx, unitStore, id, actorOf(command.caller), (state) =>
        decideLiftQuarantine(state, id, reason),
      );
    });
  }
}
