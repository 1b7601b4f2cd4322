import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { AdministerAccess } from './administer-access.service.js';
import { FindPerson } from './find-person.service.js';
import {
  ChangeGrantDto,
  ConfirmIdentityDto,
  DisablePersonDto,
  GrantParams,
  GrantRoleDto,
  PersonDto,
  PersonFactDto,
  PersonParams,
  RegisterPersonDto,
  RevokeRoleDto,
  RoleParams,
} from './identity.dto.js';
import { RegisterPerson } from './register-person.service.js';

@ApiTags('people')
@Controller('people')
export class PeopleController {
  constructor(
    private readonly people: FindPerson,
    private readonly registration: RegisterPerson,
    private readonly access: AdministerAccess,
  ) {}

  @Get()
  @Permission('person.read')
  @ApiOkResponse({ type: [PersonDto] })
  list(@CallerOf() caller: Caller): Promise<PersonDto[]> {
    return this.people.all(caller);
  }

  @Get(':id')
  @Permission('person.read')
  get(@CallerOf() caller: Caller, @Param() { id }: PersonParams): Promise<PersonDto> {
    return this.people.byId(caller, id);
  }

  /** What was stated about a person, the newest first. */
  @Get(':id/history')
  @Permission('person.read')
  @ApiOkResponse({ type: [PersonFactDto] })
  history(@CallerOf() caller: Caller, @Param() { id }: PersonParams): Promise<PersonFactDto[]> {
    return this.people.history(caller, id);
  }

  @Post()
  @Permission('person.write')
  register(@Command() command: CommandContext, @Body() body: RegisterPersonDto): Promise<PersonDto> {
    return this.registration.register(command, body);
  }

  @Post(':id/roles')
  @Permission('person.write')
  grant(
    @Command() command: CommandContext,
    @Param() { id }: PersonParams,
    @Body() body: GrantRoleDto,
  ): Promise<PersonDto> {
    return this.access.grant(command, id, body);
  }

  /** Where or until when a role holds becomes another; what is left out narrows nothing. */
  @Post(':id/grants/:grant')
  @Permission('person.write')
  changeGrant(
    @Command() command: CommandContext,
    @Param() params: GrantParams,
    @Body() body: ChangeGrantDto,
  ): Promise<PersonDto> {
    return this.access.changeGrant(command, params, body);
  }

  @Post(':id/roles/:role/revoke')
  @Permission('person.write')
  revoke(
    @Command() command: CommandContext,
    @Param() { id, role }: RoleParams,
    @Body() body: RevokeRoleDto,
  ): Promise<PersonDto> {
    return this.access.revoke(command, id, { role, ...body });
  }

  @Post(':id/identity')
  @Permission('person.write')
  confirm(
    @Command() command: CommandContext,
    @Param() { id }: PersonParams,
    @Body() body: ConfirmIdentityDto,
  ): Promise<PersonDto> {
    return this.access.confirmIdentity(command, id, body.evidence);
  }

  @Post(':id/disable')
  @Permission('person.write')
  disable(
    @Command() command: CommandContext,
    @Param() { id }: PersonParams,
    @Body() body: DisablePersonDto,
  ): Promise<PersonDto> {
    return this.access.disable(command, id, body.reason);
  }
}
