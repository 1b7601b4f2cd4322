import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { LIFT, PLACE } from './domain/index.js';
import { HoldRecords } from './hold-records.service.js';
import { KeepRecords } from './keep-records.service.js';
import { DefineRecordRuleDto, KeptDto, RecordRulesDto, SignedHoldDto } from './retention.dto.js';

const Id = () => Param('id', ParseUUIDPipe);

@ApiTags('retention')
@Controller()
export class RecordRetentionController {
  constructor(
    private readonly keeping: KeepRecords,
    private readonly holding: HoldRecords,
  ) {}

  /** How long records of batches stay, by site and product. */
  @Get('record-rules')
  @Permission('record.read')
  @ApiOkResponse({ type: RecordRulesDto })
  rules(@CallerOf() caller: Caller): Promise<RecordRulesDto> {
    return this.keeping.show(caller);
  }

  /** Longer than until now, with a reason: a fact. Nobody can make it shorter. */
  @Put('record-rules')
  @Permission('record.retain')
  @ApiOkResponse({ type: RecordRulesDto })
  define(@Command() command: CommandContext, @Body() body: DefineRecordRuleDto): Promise<RecordRulesDto> {
    return this.keeping.define(command, body);
  }

  /** Until when the record of a batch stays, and legal holds on it. */
  @Get('batches/:id/retention')
  @Permission('batch.read')
  @ApiOkResponse({ type: KeptDto })
  kept(@CallerOf() caller: Caller, @Id() id: string): Promise<KeptDto> {
    return this.holding.show(caller, id);
  }

  /** Quality's, with the meaning `legal-hold`: nothing of the record goes, whatever its age. */
  @Post('batches/:id/legal-hold')
  @HttpCode(200)
  @Permission('record.retain')
  @ApiOkResponse({ type: KeptDto })
  place(@Command() command: CommandContext, @Id() id: string, @Body() body: SignedHoldDto): Promise<KeptDto> {
    return this.holding.hold(command, PLACE, id, body);
  }

  /** Quality's, with the meaning `lift-legal-hold`. */
  @Post('batches/:id/lift-legal-hold')
  @HttpCode(200)
  @Permission('record.retain')
  @ApiOkResponse({ type: KeptDto })
  lift(@Command() command: CommandContext, @Id() id: string, @Body() body: SignedHoldDto): Promise<KeptDto> {
    return this.holding.hold(command, LIFT, id, body);
  }
}
