import { Injectable } from '@nestjs/common';
import { Batches } from '../../execution/batches/index.js';
import { hashOf } from '../../kernel/canonical-json.js';
import { newId } from '../../platform/clock/index.js';
import { Database, type Tx } from '../../platform/database/index.js';
import { type Caller, type CommandContext, Commands } from '../../platform/http/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import { Signatures } from '../../trust/signatures/index.js';
import { decideHold, keptUntil, type LegalHoldRow, type LIFT, type PLACE } from './domain/index.js';
import type { KeptDto, LegalHoldDto, SignedHoldDto } from './retention.dto.js';
import { holdsOf, recordRules, storedHolds } from './retention.store.js';

/** How long one batch's record stays, and legal holds on it: placed and lifted by quality, signed, with a reason. */
@Injectable()
export class HoldRecords {
  constructor(
    private readonly database: Database,
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly batches: Batches,
    private readonly signatures: Signatures,
  ) {}

  /** Refuses with `batch.not-found`. */
  show(caller: Caller, batch: string): Promise<KeptDto> {
    return this.database.read(caller.scope, (tx) => this.kept(tx, batch));
  }

  /** Signed with the meaning of the act. */
  async hold(
    command: CommandContext,
    act: typeof PLACE | typeof LIFT,
    batch: string,
    { reason, signing }: SignedHoldDto,
  ): Promise<KeptDto> {
    const { meaning, hash } = signing;
    const signer = await this.signatures.authenticate(command.caller, signing, `batch/${batch}`);
    const { terminal, role } = command.caller;
    const by: Actor = {
      ...{ person: signer.person, name: signer.name, role: signer.roles[0] ?? role },
      ...(terminal === undefined ? {} : { terminal }),
    };
    return this.commands.run(command, async (tx) => {
      const { site, sponsor } = (await this.batches.rows(tx, batch)).batch[batch]!;
      const { content } = (await this.kept(tx, batch)).signing;
      const standing = (await holdsOf(tx, batch)).find(({ liftedAt }) => liftedAt === null) ?? null;
      const { zone } = (await this.ledger.facts(tx, `batch/${batch}`, 1, 1))[0]!.fact;
      const given = { batch, content, reason, signing: { id: newId(), signer, meaning, hash } };
      const decide = () => decideHold(standing, act, given);
      await this.ledger.change(tx, storedHolds, standing?.id ?? newId(), by, decide, { site, sponsor, zone });
      return this.kept(tx, batch);
    });
  }

  private async kept(tx: Tx, id: string): Promise<KeptDto> {
    const { [id]: batch } = (await this.batches.rows(tx, id)).batch;
    const { code, coi, product, state } = batch!;
    const { years, until } = keptUntil(batch!, await recordRules(tx));
    const holds = (await holdsOf(tx, id)).map(holdDto);
    const hold = holds.find(({ liftedAt }) => liftedAt === null) ?? null;
    const content = { batch: id, code, coi, product, state, years, until, legalHold: hold?.reason ?? null };
    return { years, until, hold, holds, signing: { hash: hashOf(content), content } };
  }
}

const holdDto = ({ reason, placedAt, placedBy, liftedAt, liftedBy, liftReason }: LegalHoldRow): LegalHoldDto => ({
  ...{ reason, placedAt, placedBy, liftedAt, liftedBy, liftReason },
});
