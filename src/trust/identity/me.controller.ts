import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { STATEMENT } from './domain/index.js';
import { ChangePasswordDto, PersonDto, SignStatementDto, StatementDto } from './identity.dto.js';
import { SetPassword } from './set-password.service.js';
import { SignStatement } from './sign-statement.service.js';

@ApiTags('session')
@Controller('me')
export class MeController {
  constructor(
    private readonly passwords: SetPassword,
    private readonly statements: SignStatement,
  ) {}

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
