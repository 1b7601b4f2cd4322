import { Injectable } from '@nestjs/common';
import { newId } from '../../platform/clock/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, because, ENTERPRISE, Ledger } from '../ledger/index.js';
import { putSponsor, type SponsorRow } from './domain/index.js';
import { findSponsor, holdCode, sponsorStore } from './organisation.store.js';

/** Sponsors come to be, or change their names; the same again states nothing. */
@Injectable()
export class RegisterSponsor {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
  ) {}

  put(
    command: CommandContext,
    { reason, ...given }: Omit<SponsorRow, 'id'> & { reason?: string },
  ): Promise<SponsorRow> {
    return this.commands.run(command, async (tx) => {
      await holdCode(tx, 'sponsor', given.code);
      const known = await findSponsor(tx, { code: given.code });
      if (known?.name === given.name) return known;
      const id = known?.id ?? newId();
      const by = actorOf(command.caller);
      const create = { ...ENTERPRISE, sponsor: id };
      const { state } = await this.ledger.change(
        tx,
        sponsorStore,
        id,
        by,
        (rows) => because(putSponsor(rows, given), reason),
        create,
      );
      return state.sponsor[id]!;
    });
  }
}
