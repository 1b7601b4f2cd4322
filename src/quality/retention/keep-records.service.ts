import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/index.js';
import { type Caller, type CommandContext, Commands } from '../../platform/http/index.js';
import { ReadingNeeds } from '../../plant/readings/index.js';
import { actorOf, Ledger } from '../../trust/ledger/index.js';
import { ENTERPRISE, refuseBeyondOwn } from '../../trust/organisation/index.js';
import { decideRule, LEAST_YEARS, type RecordRuleRow, RULES } from './domain/index.js';
import type { DefineRecordRuleDto, RecordRuleDto, RecordRulesDto } from './retention.dto.js';
import { keptReadings, recordRules, storedRules } from './retention.store.js';

/** How long records stay: never shorter than it was (11.10(c)). Readings under a record stay with it. */
@Injectable()
export class KeepRecords implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly needs: ReadingNeeds,
  ) {}

  onModuleInit(): void {
    this.needs.register(keptReadings);
  }

  show(caller: Caller): Promise<RecordRulesDto> {
    return this.database.read(caller.scope, shown);
  }

  /** Refuses with `record-rule.only-longer`. */
  define(command: CommandContext, { reason, ...rule }: DefineRecordRuleDto): Promise<RecordRulesDto> {
    const by = actorOf(command.caller);
    return this.commands.run(command, async (tx) => {
      refuseBeyondOwn(tx.scope);
      await this.ledger.change(tx, storedRules, RULES, by, (state) => decideRule(state, rule, reason), ENTERPRISE);
      return shown(tx);
    });
  }
}

const shown = async (tx: Tx): Promise<RecordRulesDto> => ({
  least: LEAST_YEARS,
  rules: (await recordRules(tx)).map(ruleDto),
});

const ruleDto = ({ site, product, years, definedAt }: RecordRuleRow): RecordRuleDto => ({
  ...{ site, product, years, definedAt },
});
