import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { FindRehearsals } from './find-rehearsals.service.js';
import { RehearsalDto, RehearsalSummaryDto, RehearseDto } from './rehearsal.dto.js';
import { RehearseRecipe } from './rehearse-recipe.service.js';

@ApiTags('rehearsals')
@Controller('rehearsals')
export class RehearsalController {
  constructor(
    private readonly rehearse: RehearseRecipe,
    private readonly rehearsals: FindRehearsals,
  ) {}

  /** Runs a version in virtual time, dry or by its tests; answers when it is through. */
  @Post()
  @Permission('recipe.write')
  @ApiCreatedResponse({ type: RehearsalSummaryDto })
  run(@Command() command: CommandContext, @Body() body: RehearseDto): Promise<RehearsalSummaryDto> {
    return this.rehearse.run(command, body);
  }

  /** Of a version, newest first. */
  @Get()
  @Permission('recipe.read')
  @ApiOkResponse({ type: [RehearsalSummaryDto] })
  list(@CallerOf() caller: Caller, @Query('recipe', ParseUUIDPipe) recipe: string): Promise<RehearsalSummaryDto[]> {
    return this.rehearsals.list(caller, recipe);
  }

  @Get(':id')
  @Permission('recipe.read')
  @ApiOkResponse({ type: RehearsalDto })
  one(@CallerOf() caller: Caller, @Param('id', ParseUUIDPipe) id: string): Promise<RehearsalDto> {
    return this.rehearsals.one(caller, id);
  }
}
