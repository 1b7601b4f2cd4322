import { Injectable } from '@nestjs/common';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger, type NewFact } from '../ledger/index.js';
import { Organisation } from '../organisation/index.js';
import { confirmIdentity, disablePerson, grantRole, personOf, type PersonState, revokeRole } from './domain/index.js';
import { EndSession } from './end-session.service.js';
import { FindPerson } from './find-person.service.js';
import type { GrantRoleDto, PersonDto, RevokeRoleDto } from './identity.dto.js';
import { personStore } from './person.store.js';

type RoleOf<Dto> = Dto & Pick<GrantRoleDto, 'role'>;

/** An administrator grants and revokes roles, confirms who people are, and disables them. */
@Injectable()
export class AdministerAccess {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly organisation: Organisation,
    private readonly sessions: EndSession,
    private readonly people: FindPerson,
  ) {}

  grant(command: CommandContext, id: string, { role, site: code }: GrantRoleDto): Promise<PersonDto> {
    return this.commands.run(command, async (tx) => {
      const site = await this.siteOf(tx, code);
      const granted = (state: PersonState, by: string) =>
        grantRole(state, { grant: newId(), role, site: site ?? personOf(state).site }, by);
      return this.people.view(tx, await this.change(tx, command, id, granted));
    });
  }

  revoke(command: CommandContext, id: string, { role, site: code, reason }: RoleOf<RevokeRoleDto>): Promise<PersonDto> {
    return this.commands.run(command, async (tx) => {
      const site = await this.siteOf(tx, code);
      const revoked = (state: PersonState, by: string) => revokeRole(state, { role, site, reason }, by);
      return this.people.view(tx, await this.change(tx, command, id, revoked));
    });
  }

  confirmIdentity(command: CommandContext, id: string, evidence: string): Promise<PersonDto> {
    return this.commands.run(command, async (tx) => {
      const confirmed = (state: PersonState, by: string) => confirmIdentity(state, evidence, by);
      return this.people.view(tx, await this.change(tx, command, id, confirmed));
    });
  }

  /** The person's sessions end in the same transaction (11.10(d)). */
  disable(command: CommandContext, id: string, reason: string): Promise<PersonDto> {
    return this.commands.run(command, async (tx) => {
      const state = await this.change(tx, command, id, (before, by) => disablePerson(before, reason, by));
      await this.sessions.endAll(tx, personOf(state), 'disabled', actorOf(command.caller));
      return this.people.view(tx, state);
    });
  }

  private async siteOf(tx: Tx, code: string | undefined): Promise<string | undefined> {
    return code === undefined ? undefined : (await this.organisation.siteByCode(tx, code)).id;
  }

  private async change(
    tx: Tx,
    { caller }: CommandContext,
    id: string,
    decide: (state: PersonState, by: string) => NewFact[],
  ): Promise<PersonState> {
    const decided = (state: PersonState) => decide(state, caller.person.id);
    return (await this.ledger.change(tx, personStore, id, actorOf(caller), decided)).state;
  }
}
