import { Injectable } from '@nestjs/common';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, because, ENTERPRISE, Ledger } from '../ledger/index.js';
import { refuseBeyondOwn } from '../organisation/index.js';
import { putSkill } from './domain/index.js';
import type { PutSkillDto, SkillDto } from './qualification.dto.js';
import { skillStore } from './qualification.store.js';
import { skillOf } from './qualification.view.js';

/** Skills come to be, or change, for every site; the same again states nothing. */
@Injectable()
export class DefineSkill {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
  ) {}

  put(command: CommandContext, code: string, { reason, ...body }: PutSkillDto): Promise<SkillDto> {
    const said = { title: body.title, validity: body.validity ?? null };
    const by = actorOf(command.caller);
    return this.commands.run(command, async (tx) => {
      refuseBeyondOwn(tx.scope);
      const { state } = await this.ledger.changeIfAny(
        tx,
        skillStore,
        code,
        by,
        (known) => because(putSkill(known, code, said), reason),
        ENTERPRISE,
      );
      return skillOf(state.skill[code]!);
    });
  }
}
