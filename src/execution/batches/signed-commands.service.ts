import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import type { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import type { Actor } from '../../trust/ledger/index.js';
import { Signatures, type SigningDto } from '../../trust/signatures/index.js';
import { answerOf } from './answer.view.js';
import type { BatchAnswerDto } from './batch.dto.js';
import type { Draft, Signing } from './domain/index.js';
import { WriteBatch } from './write-batch.service.js';

/** Commands that are a signature: authenticated in full before the transaction, and stated by whoever gave it. */
@Injectable()
export class SignedCommands {
  constructor(
    private readonly commands: Commands,
    private readonly batches: WriteBatch,
    private readonly signatures: Signatures,
  ) {}

  /**
   * `ending`: seals what an interrupted step's captures rest on, since no completion will. `first`: what is stated of its units, and of
   * the batch by that, before the batch decides; a refusal that it gives commits what it states, and is thrown then.
   */
  async run(
    command: CommandContext,
    id: Uuid,
    step: Uuid | null,
    given: SigningDto,
    decide: (draft: Draft, signing: Signing, tx: Tx, by: Actor) => void | Promise<void>,
    ending = false,
    first?: (tx: Tx, by: Actor) => Promise<Refusal | null>,
  ): Promise<BatchAnswerDto> {
    const signer = await this.signatures.authenticate(command.caller, given, `batch/${id}`);
    const { meaning, hash } = given;
    const { terminal } = command.caller;
    const role = signer.roles[0] ?? command.caller.role;
    const by: Actor = {
      person: signer.person,
      name: signer.name,
      role,
      ...(terminal === undefined ? {} : { terminal }),
    };
    return this.commands.run(command, async (tx) => {
      if (ending) await this.batches.seal(tx, id, by);
      const refusal = (await first?.(tx, by)) ?? null;
      if (refusal !== null) return refusal as unknown as BatchAnswerDto;
      const signing = { id: newId(), signer, meaning, hash };
      return answerOf(await this.batches.change(tx, id, by, (draft) => decide(draft, signing, tx, by)), id, step);
    });
  }
}
