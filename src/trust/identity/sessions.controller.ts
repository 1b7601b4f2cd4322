import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { OpenSessionDto, PersonParams, AccessReasonDto } from './identity.dto.js';
import { ShowSessions } from './show-sessions.service.js';

@ApiTags('session')
@Controller()
export class SessionsController {
  constructor(private readonly sessions: ShowSessions) {}

  @Get('me/sessions')
  @Permission('session.own')
  @ApiOkResponse({ type: [OpenSessionDto] })
  own(@CallerOf() caller: Caller): Promise<OpenSessionDto[]> {
    return this.sessions.own(caller);
  }

  @Post('me/sessions/:id/end')
  @Permission('session.own')
  @HttpCode(204)
  @ApiNoContentResponse()
  async endOwn(@Command() command: CommandContext, @Param() { id }: PersonParams): Promise<void> {
    await this.sessions.endOwn(command, id);
  }

  @Get('sessions')
  @Permission('security.read')
  @ApiOkResponse({ type: [OpenSessionDto] })
  all(@CallerOf() caller: Caller): Promise<OpenSessionDto[]> {
    return this.sessions.all(caller);
  }

  /** At once: its next request is refused, and its live streams end. */
  @Post('sessions/:id/end')
  @Permission('security.write')
  @HttpCode(204)
  @ApiNoContentResponse()
  async revoke(
    @Command() command: CommandContext,
    @Param() { id }: PersonParams,
    @Body() { reason }: AccessReasonDto,
  ): Promise<void> {
    await this.sessions.revoke(command, id, reason);
  }
}
