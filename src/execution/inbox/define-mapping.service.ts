import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger } from '../../trust/ledger/index.js';
import { ENTERPRISE, refuseBeyondOwn } from '../../trust/organisation/index.js';
import { checkMapping, defineMapping, type ResultMappingRow } from './domain/index.js';
import type { PutResultMappingDto } from './inbox.dto.js';
import { findMapping, hold, storedMapping } from './inbox.store.js';

/** A mapping comes to be, or its next version does; the same again states nothing. */
@Injectable()
export class DefineMapping {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
  ) {}

  put(command: CommandContext, code: string, body: PutResultMappingDto): Promise<ResultMappingRow> {
    const mapping = checkMapping({ ...body });
    return this.commands.run(command, async (tx) => {
      await hold(tx, 'mapping', code);
      const known = await findMapping(tx, code);
      const id = known?.id ?? newId();
      const by = actorOf(command.caller);
      try {
        const decide = (state: Parameters<typeof defineMapping>[0]) => {
          const facts = defineMapping(state, { id, code, mapping });
          refuseBeyondOwn(tx.scope);
          return facts;
        };
        return (await this.ledger.change(tx, storedMapping, id, by, decide, ENTERPRISE)).state.result_mapping[id]!;
      } catch (error) {
        if (error instanceof Refusal && error.code === 'result-mapping.unchanged') return known!;
        throw error;
      }
    });
  }
}
