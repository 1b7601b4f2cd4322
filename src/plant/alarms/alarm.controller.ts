import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Open, Permission } from '../../platform/http/index.js';
import {
  AcknowledgeDto,
  AlarmHistoryDto,
  AlarmHistoryQuery,
  AlarmParams,
  AlarmsDto,
  AlarmsQuery,
  AlarmStoryDto,
  AnsweredDto,
  AnswerParams,
  EscalationDto,
  AlarmReasonDto,
  ShelveDto,
  SiteParams,
} from './alarm.dto.js';
import { AnswerAlarms } from './answer-alarms.service.js';
import { DefineEscalation } from './define-escalation.service.js';
import { ShowAlarms } from './show-alarms.service.js';

@ApiTags('alarms')
@Controller('alarms')
export class AlarmController {
  constructor(
    private readonly alarms: ShowAlarms,
    private readonly answers: AnswerAlarms,
    private readonly escalation: DefineEscalation,
  ) {}

  /** Alarms of a list, the most urgent first, with counts of all lists and how many come in ten minutes. */
  @Get()
  @Permission('plant.read')
  @ApiOkResponse({ type: AlarmsDto })
  list(@CallerOf() caller: Caller, @Query() query: AlarmsQuery): Promise<AlarmsDto> {
    return this.alarms.list(caller, query);
  }

  /** Every time that an alarm was raised, the newest first. */
  @Get('history')
  @Permission('plant.read')
  @ApiOkResponse({ type: AlarmHistoryDto })
  history(@CallerOf() caller: Caller, @Query() query: AlarmHistoryQuery): Promise<AlarmHistoryDto> {
    return this.alarms.history(caller, query);
  }

  @Get('escalation/:site')
  @Permission('plant.read')
  @ApiOkResponse({ type: EscalationDto })
  escalationOf(@CallerOf() caller: Caller, @Param() { site }: SiteParams): Promise<EscalationDto> {
    return this.escalation.show(caller, site);
  }

  @Put('escalation/:site')
  @Permission('alarm.escalation')
  @ApiOkResponse({ type: EscalationDto })
  putEscalation(
    @Command() command: CommandContext,
    @Param() { site }: SiteParams,
    @Body() body: EscalationDto,
  ): Promise<EscalationDto> {
    return this.escalation.put(command, site, body);
  }

  /** Whoever was told of an alarm says that they know. It ends the escalation and acknowledges nothing. */
  @Post('answers/:token')
  @Open('the token, of one message about one alarm, is what admits')
  @ApiCreatedResponse({ type: AnsweredDto })
  answer(@Param() { token }: AnswerParams): Promise<AnsweredDto> {
    return this.escalation.answer(token);
  }

  @Get(':id')
  @Permission('plant.read')
  @ApiOkResponse({ type: AlarmStoryDto })
  one(@CallerOf() caller: Caller, @Param() { id }: AlarmParams): Promise<AlarmStoryDto> {
    return this.alarms.one(caller, id);
  }

  @Post(':id/acknowledge')
  @HttpCode(204)
  @Permission('alarm.acknowledge')
  @ApiNoContentResponse()
  acknowledge(
    @Command() command: CommandContext,
    @Param() { id }: AlarmParams,
    @Body() body: AcknowledgeDto,
  ): Promise<void> {
    return this.answers.acknowledge(command, id, body);
  }

  @Post(':id/reset')
  @HttpCode(204)
  @Permission('alarm.acknowledge')
  @ApiNoContentResponse()
  reset(@Command() command: CommandContext, @Param() { id }: AlarmParams): Promise<void> {
    return this.answers.reset(command, id);
  }

  @Post(':id/shelve')
  @HttpCode(204)
  @Permission('alarm.shelve')
  @ApiNoContentResponse()
  shelve(@Command() command: CommandContext, @Param() { id }: AlarmParams, @Body() body: ShelveDto): Promise<void> {
    return this.answers.shelve(command, id, body);
  }

  @Post(':id/unshelve')
  @HttpCode(204)
  @Permission('alarm.shelve')
  @ApiNoContentResponse()
  unshelve(@Command() command: CommandContext, @Param() { id }: AlarmParams): Promise<void> {
    return this.answers.unshelve(command, id);
  }

  @Post(':id/remove-from-service')
  @HttpCode(204)
  @Permission('alarm.remove')
  @ApiNoContentResponse()
  remove(
    @Command() command: CommandContext,
    @Param() { id }: AlarmParams,
    @Body() body: AlarmReasonDto,
  ): Promise<void> {
    return this.answers.remove(command, id, body);
  }

  @Post(':id/return-to-service')
  @HttpCode(204)
  @Permission('alarm.remove')
  @ApiNoContentResponse()
  restore(
    @Command() command: CommandContext,
    @Param() { id }: AlarmParams,
    @Body() body: AlarmReasonDto,
  ): Promise<void> {
    return this.answers.restore(command, id, body);
  }
}
