import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { DefineRetention } from './define-retention.service.js';
import { DefineRetentionDto, PartitionDto, RetentionDto } from './retention.dto.js';

@ApiTags('readings')
@Controller('readings')
export class RetentionController {
  constructor(private readonly retention: DefineRetention) {}

  @Get('retention')
  @Permission('plant.read')
  @ApiOkResponse({ type: RetentionDto })
  show(@CallerOf() caller: Caller): Promise<RetentionDto> {
    return this.retention.show(caller);
  }

  /** How long raw readings stay, and how long a batch needs those of its units: a fact. */
  @Put('retention')
  @Permission('readings.retain')
  @ApiOkResponse({ type: RetentionDto })
  define(@Command() command: CommandContext, @Body() body: DefineRetentionDto): Promise<RetentionDto> {
    return this.retention.define(command, body);
  }

  /** Weeks of readings, those that are there and those that were detached, and why each stays. */
  @Get('partitions')
  @Permission('plant.read')
  @ApiOkResponse({ type: [PartitionDto] })
  partitions(@CallerOf() caller: Caller): Promise<PartitionDto[]> {
    return this.retention.partitions(caller);
  }
}
