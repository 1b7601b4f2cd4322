import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { STATEMENT } from './domain/index.js';
import { FindPerson } from './find-person.service.js';
import { ChangePasswordDto, PersonDto, SignStatementDto, StatementDto } from './identity.dto.js';
import { SetPassword } from './set-password.service.js';
import { SignStatement } from './sign-statement.service.js';

@ApiTags('session')
@Controller('me')
export class MeController {
  constructor(
    private readonly passwords: SetPassword,
    private readonly statements: SignStatement,
    private readonly people: FindPerson,
  ) {}

  /** One's own account: roles and where they hold, the password's age, what keeps one from signing. */
  @Get()
  @Permission('session.own')
  own(@CallerOf() caller: Caller): Promise<PersonDto> {
    return this.people.own(caller);
  }

  @Post('password')
  @Permission('session.own')
  @HttpCode(204)
  @ApiNoContentResponse()
  async changePassword(@Command() command: CommandContext, @Body() body: ChangePasswordDto): Promise<void> {
    await this.passwords.change(command, body);
  }

  @Get('statement')
  @Permission('statement.sign')
  statement(): StatementDto {
    return STATEMENT;
  }

  @Post('statement')
  @Permission('statement.sign')
  signStatement(@Command() command: CommandContext, @Body() body: SignStatementDto): Promise<PersonDto> {
    return this.statements.sign(command, body);
  }
}
