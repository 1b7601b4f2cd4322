import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import {
  AccessPolicyDto,
  EventsQueryDto,
  PutAccessPolicyDto,
  PutCertificationDto,
  SecurityEventsDto,
} from './access-policy.dto.js';
import { DefineAccessPolicy } from './define-access-policy.service.js';
import { ShowSecurity } from './show-security.service.js';

@ApiTags('security')
@Controller('security')
export class SecurityController {
  constructor(
    private readonly policy: DefineAccessPolicy,
    private readonly security: ShowSecurity,
  ) {}

  @Get('policy')
  @Permission('security.read')
  showPolicy(@CallerOf() caller: Caller): Promise<AccessPolicyDto> {
    return this.policy.show(caller);
  }

  @Put('policy')
  @Permission('security.write')
  @ApiOkResponse({ type: AccessPolicyDto })
  changePolicy(@Command() command: CommandContext, @Body() body: PutAccessPolicyDto): Promise<AccessPolicyDto> {
    return this.policy.change(command, body);
  }

  /** 11.100(c): the letter to the agency that electronic signatures bind. */
  @Put('certification')
  @Permission('security.write')
  @ApiOkResponse({ type: AccessPolicyDto })
  certify(@Command() command: CommandContext, @Body() body: PutCertificationDto): Promise<AccessPolicyDto> {
    return this.policy.certify(command, body);
  }

  /** Who came, went and was turned away, newest first; or what inspectors looked at. */
  @Get('events')
  @Permission('security.read')
  events(@CallerOf() caller: Caller, @Query() query: EventsQueryDto): Promise<SecurityEventsDto> {
    return this.security.events(caller, query);
  }
}
