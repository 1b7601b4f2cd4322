import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { KeepUnits } from './keep-units.service.js';
import { UnitParams } from './unit.dto.js';
import { PerformUpkeepDto, RefuseUpkeepDto, UpkeepDto, UpkeepParams, VerifyUpkeepDto } from './upkeep.dto.js';

@ApiTags('units')
@Controller('units/:code/upkeep')
export class UpkeepController {
  constructor(private readonly keepUnits: KeepUnits) {}

  /** Acts that wait for their second person, oldest first. */
  @Get()
  @Permission('plant.read')
  @ApiOkResponse({ type: [UpkeepDto] })
  waiting(@CallerOf() caller: Caller, @Param() { code }: UnitParams): Promise<UpkeepDto[]> {
    return this.keepUnits.waiting(caller, code);
  }

  /** Acts that their second person refused and that nobody has done again since, the one refused last first. */
  @Get('refused')
  @Permission('plant.read')
  @ApiOkResponse({ type: [UpkeepDto] })
  refused(@CallerOf() caller: Caller, @Param() { code }: UnitParams): Promise<UpkeepDto[]> {
    return this.keepUnits.refused(caller, code);
  }

  @Post()
  @Permission('upkeep.perform')
  @ApiCreatedResponse({ type: UpkeepDto })
  perform(
    @Command() command: CommandContext,
    @Param() { code }: UnitParams,
    @Body() body: PerformUpkeepDto,
  ): Promise<UpkeepDto> {
    return this.keepUnits.perform(command, code, body);
  }

  @Post(':id/verify')
  @Permission('upkeep.verify')
  @ApiCreatedResponse({ type: UpkeepDto })
  verify(
    @Command() command: CommandContext,
    @Param() { code, id }: UpkeepParams,
    @Body() { signing }: VerifyUpkeepDto,
  ): Promise<UpkeepDto> {
    return this.keepUnits.verify(command, code, id, signing);
  }

  /** The second person says that the act is not as stated, and why: it has no effect. */
  @Post(':id/refuse')
  @Permission('upkeep.verify')
  @ApiCreatedResponse({ type: UpkeepDto })
  refuse(
    @Command() command: CommandContext,
    @Param() { code, id }: UpkeepParams,
    @Body() body: RefuseUpkeepDto,
  ): Promise<UpkeepDto> {
    return this.keepUnits.refuse(command, code, id, body);
  }
}
