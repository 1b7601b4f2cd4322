import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf } from '../ledger/index.js';
import { Organisation } from '../organisation/index.js';
import { ChangePerson, type DecidePerson } from './change-person.service.js';
import {
  changeGrant,
  confirmIdentity,
  disablePerson,
  grantRole,
  personOf,
  type PersonState,
  type Reach,
  revokeRole,
  type Role,
} from './domain/index.js';
import { EndSession } from './end-session.service.js';
import { FindPerson } from './find-person.service.js';
import type { ChangeGrantDto, GrantRoleDto, PersonDto, ReachDto, RevokeRoleDto } from './identity.dto.js';
import { administratorRemains, holdAdministrators, personInSight } from './person.store.js';

/** An administrator grants, changes and revokes roles, confirms who people are, and disables them; never for themselves. */
@Injectable()
export class AdministerAccess {
  constructor(
    private readonly commands: Commands,
    private readonly changes: ChangePerson,
    private readonly organisation: Organisation,
    private readonly sessions: EndSession,
    private readonly people: FindPerson,
  ) {}

  grant(command: CommandContext, id: string, { role, reason, ...where }: GrantRoleDto): Promise<PersonDto> {
    return this.shown(command, async (tx) => {
      const own = (await personInSight(tx, id)).site;
      const code = where.site ?? null;
      const site = where.everywhere === true ? null : code === null ? own : await this.siteOf(tx, code);
      const reach = { site, ...(await this.narrowed(tx, site, where)) };
      return this.changes.changeInSight(tx, command, id, (state, by, now) =>
        grantRole(state, { grant: newId(), role, ...reach, reason }, by, now),
      );
    });
  }

  /** Where or until when a grant holds becomes another; what is left out narrows nothing. */
  changeGrant(
    command: CommandContext,
    { id, grant }: { id: string; grant: string },
    { reason, ...where }: ChangeGrantDto,
  ): Promise<PersonDto> {
    return this.shown(command, async (tx) => {
      const { role_grant: grants } = await this.changes.inSight(tx, id);
      const reach = await this.narrowed(tx, grants[grant]?.site ?? null, where);
      return this.take(tx, command, id, (state, by, now) => changeGrant(state, { grant, ...reach, reason }, by, now));
    });
  }

  revoke(command: CommandContext, id: string, given: RevokeRoleDto & { role: Role }): Promise<PersonDto> {
    const { role, grant, reason } = given;
    return this.shown(command, async (tx) => {
      const site = given.site === undefined ? undefined : await this.siteOf(tx, given.site);
      return this.take(tx, command, id, (state, by, now) => revokeRole(state, { role, grant, site, reason }, by, now));
    });
  }

  confirmIdentity(command: CommandContext, id: string, evidence: string): Promise<PersonDto> {
    return this.shown(command, (tx) =>
      this.changes.changeInSight(tx, command, id, (state, by, now) => confirmIdentity(state, evidence, by, now)),
    );
  }

  /** The person's sessions end in the same transaction (11.10(d)). */
  disable(command: CommandContext, id: string, reason: string): Promise<PersonDto> {
    return this.shown(command, async (tx) => {
      const state = await this.take(tx, command, id, (before, by, now) => disablePerson(before, reason, by, now));
      await this.sessions.endAll(tx, personOf(state), 'disabled', actorOf(command.caller));
      return state;
    });
  }

  private shown(command: CommandContext, work: (tx: Tx) => Promise<PersonState>): Promise<PersonDto> {
    return this.commands.run(command, async (tx) => this.people.view(tx, await work(tx)));
  }

  private async siteOf(tx: Tx, code: string): Promise<string> {
    return (await this.organisation.siteByCode(tx, code)).id;
  }

  /** Codes become ids; rooms are rooms of the site. */
  private async narrowed(tx: Tx, site: string | null, given: ReachDto): Promise<Omit<Reach, 'site'>> {
    const { rooms, sponsors, until = null } = given;
    if (rooms !== undefined && site === null) throw new Refusal('unprocessable', 'role.rooms-without-site');
    const of = site === null ? null : await this.organisation.site(tx, site);
    const roomIds = rooms?.map(async (code) => (await this.organisation.roomByCode(tx, of!, code)).id) ?? null;
    const sponsorIds = sponsors?.map(async (code) => (await this.organisation.sponsorByCode(tx, code)).id) ?? null;
    return {
      rooms: roomIds === null ? null : await Promise.all(roomIds),
      sponsors: sponsorIds === null ? null : await Promise.all(sponsorIds),
      until,
    };
  }

  /** A change that may take access away; refuses with `administrator.last` where it would leave nobody to give any. */
  private async take(tx: Tx, command: CommandContext, id: string, decide: DecidePerson): Promise<PersonState> {
    await holdAdministrators(tx);
    const was = await administratorRemains(tx);
    const state = await this.changes.changeInSight(tx, command, id, decide);
    if (was && !(await administratorRemains(tx))) throw new Refusal('conflict', 'administrator.last');
    return state;
  }
}
