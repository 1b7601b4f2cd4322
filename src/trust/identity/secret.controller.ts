import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { PersonParams, AccessReasonDto, ResetParams, ResetPartDto, ResetPasswordDto } from './identity.dto.js';
import { ResetSecret } from './reset-secret.service.js';
import { SetPassword } from './set-password.service.js';
import { UnlockPerson } from './unlock-person.service.js';

/** What administrators do about the secrets of others, never about their own. */
@ApiTags('people')
@Controller('people/:id')
export class SecretController {
  constructor(
    private readonly passwords: SetPassword,
    private readonly resets: ResetSecret,
    private readonly locks: UnlockPerson,
  ) {}

  /** Of whoever does not sign yet; whoever signs is reset by two. */
  @Post('password')
  @Permission('person.write')
  @HttpCode(204)
  @ApiNoContentResponse()
  async set(
    @Command() command: CommandContext,
    @Param() { id }: PersonParams,
    @Body() body: ResetPasswordDto,
  ): Promise<void> {
    await this.passwords.reset(command, id, body.password);
  }

  /** The first of two administrators asks, and is shown the first half of a one-time password. */
  @Post('resets')
  @Permission('person.write')
  ask(
    @Command() command: CommandContext,
    @Param() { id }: PersonParams,
    @Body() { reason }: AccessReasonDto,
  ): Promise<ResetPartDto> {
    return this.resets.ask(command, id, reason);
  }

  /** Another administrator confirms, and is shown the second half. */
  @Post('resets/:reset/confirm')
  @Permission('person.write')
  @HttpCode(200)
  @ApiOkResponse({ type: ResetPartDto })
  confirm(@Command() command: CommandContext, @Param() { id, reset }: ResetParams): Promise<ResetPartDto> {
    return this.resets.confirm(command, id, reset);
  }

  @Post('resets/:reset/withdraw')
  @Permission('person.write')
  @HttpCode(204)
  @ApiNoContentResponse()
  async withdraw(
    @Command() command: CommandContext,
    @Param() { id, reset }: ResetParams,
    @Body() { reason }: AccessReasonDto,
  ): Promise<void> {
    await this.resets.withdraw(command, id, { reset, reason });
  }

  /** Before the time of a lock is over. */
  @Post('unlock')
  @Permission('person.write')
  @HttpCode(204)
  @ApiNoContentResponse()
  async unlock(
    @Command() command: CommandContext,
    @Param() { id }: PersonParams,
    @Body() { reason }: AccessReasonDto,
  ): Promise<void> {
    await this.locks.unlock(command, id, reason);
  }
}
