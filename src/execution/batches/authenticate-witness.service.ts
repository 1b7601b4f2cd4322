import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { newId } from '../../platform/clock/index.js';
import type { CommandContext } from '../../platform/http/index.js';
import { Signatures, type SigningDto } from '../../trust/signatures/index.js';
import type { Signing, Stated } from './domain/index.js';

interface StatedBody {
  seen: number;
  at?: string;
  reason?: string;
  signing?: SigningDto;
}

/** A second person who stands for what the first one states: authenticated in full before the transaction, which stays the first one's. */
@Injectable()
export class Witnesses {
  constructor(private readonly signatures: Signatures) {}

  async sign(command: CommandContext, batch: Uuid, given: SigningDto): Promise<Signing> {
    const signer = await this.signatures.authenticate(command.caller, given, `batch/${batch}`);
    return { id: newId(), signer, meaning: given.meaning, hash: given.hash };
  }

  /** When an act happened, as its body states it; `given` is signed with it where it is late. */
  async stated(
    command: CommandContext,
    batch: Uuid,
    step: string,
    act: Stated['act'],
    { seen, at, reason, signing }: StatedBody,
    given: Record<string, unknown> = {},
  ): Promise<Stated> {
    const stated = { step, seen, act, at, reason, given };
    return signing === undefined ? stated : { ...stated, signing: await this.sign(command, batch, signing) };
  }
}
