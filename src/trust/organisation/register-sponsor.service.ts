import { Injectable } from '@nestjs/common';
import { newId } from '../../platform/clock/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, because, ENTERPRISE, Ledger } from '../ledger/index.js';
import { checkSeen, putSponsor, refuseBeyondOwn, sponsorHash, type SponsorRow } from './domain/index.js';
import type { SponsorDto } from './organisation.dto.js';
import { sponsorDto } from './organisation.view.js';
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
    { reason, seen, ...given }: Omit<SponsorRow, 'id'> & { reason?: string; seen?: string },
  ): Promise<SponsorDto> {
    return this.commands.run(command, async (tx) => {
      await holdCode(tx, 'sponsor', given.code);
      const known = await findSponsor(tx, { code: given.code });
      if (known?.name === given.name) return sponsorDto(known);
      refuseBeyondOwn(tx.scope);
      checkSeen('sponsor', given.code, known && sponsorHash(known), seen);
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
      return sponsorDto(state.sponsor[id]!);
    });
  }
}
