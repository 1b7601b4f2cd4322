import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/index.js';
import { type Caller, type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, ENTERPRISE, Ledger, type NewFact } from '../ledger/index.js';
import { refuseBeyondOwn } from '../organisation/index.js';
import type { AccessPolicyDto, PutAccessPolicyDto, PutCertificationDto } from './access-policy.dto.js';
import { accessPolicy, accessPolicyStore, POLICY } from './access-policy.store.js';
import {
  type AccessPolicyState,
  certificationOf,
  changeSettings,
  recordCertification,
  settingsOf,
} from './domain/index.js';

/** What the enterprise asks of passwords, sessions and signings, and its letter about signatures: changed by facts, with a reason. */
@Injectable()
export class DefineAccessPolicy {
  constructor(
    private readonly database: Database,
    private readonly commands: Commands,
    private readonly ledger: Ledger,
  ) {}

  show(caller: Caller): Promise<AccessPolicyDto> {
    return this.database.read(caller.scope, async (tx) => shown(await accessPolicy(tx)));
  }

  change(
    command: CommandContext,
    { reason, password, lockout, session, signing }: PutAccessPolicyDto,
  ): Promise<AccessPolicyDto> {
    // DTOs are classes; facts hold plain values
    const settings = { password: { ...password }, lockout: { ...lockout }, session: { ...session }, signing };
    return this.state(command, (state) => changeSettings(state, settings, reason));
  }

  certify(command: CommandContext, { reason, ...given }: PutCertificationDto): Promise<AccessPolicyDto> {
    return this.state(command, (state) => recordCertification(state, given, reason));
  }

  private state(command: CommandContext, decide: (state: AccessPolicyState) => NewFact[]): Promise<AccessPolicyDto> {
    const by = actorOf(command.caller);
    return this.commands.run(command, async (tx) => {
      refuseBeyondOwn(tx.scope);
      return shown((await this.ledger.change(tx, accessPolicyStore, POLICY, by, decide, ENTERPRISE)).state);
    });
  }
}

const shown = (state: AccessPolicyState): AccessPolicyDto => ({
  settings: settingsOf(state),
  certification: certificationOf(state),
});
