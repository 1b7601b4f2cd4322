import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Database } from '../../platform/database/index.js';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { AdministerAccess } from './administer-access.service.js';
import { FindPerson } from './find-person.service.js';
import {
  ConfirmIdentityDto,
  DisablePersonDto,
  GrantRoleDto,
  PersonDto,
  PersonParams,
  RegisterPersonDto,
  ResetPasswordDto,
  RevokeRoleDto,
  RoleParams,
} from './identity.dto.js';
import { RegisterPerson } from './register-person.service.js';
import { SetPassword } from './set-password.service.js';

@ApiTags('people')
@Controller('people')
export class PeopleController {
  constructor(
    private readonly database: Database,
    private readonly people: FindPerson,
    private readonly registration: RegisterPerson,
    private readonly access: AdministerAccess,
    private readonly passwords: SetPassword,
  ) {}

  @Get()
  @Permission('person.read')
  @ApiOkResponse({ type: [PersonDto] })
  list(@CallerOf() caller: Caller): Promise<PersonDto[]> {
    return this.database.read(caller.scope, (tx) => this.people.all(tx));
  }

  @Get(':id')
  @Permission('person.read')
  get(@CallerOf() caller: Caller, @Param() { id }: PersonParams): Promise<PersonDto> {
    return this.database.read(caller.scope, (tx) => this.people.byId(tx, id));
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

  @Post(':id/password')
  @Permission('person.write')
  @HttpCode(204)
  @ApiNoContentResponse()
  async reset(
    @Command() command: CommandContext,
    @Param() { id }: PersonParams,
    @Body() body: ResetPasswordDto,
  ): Promise<void> {
    await this.passwords.reset(command, id, body.password);
  }
}
