import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Permission } from '../../platform/http/index.js';
import { PromptDto, PromptsQuery } from './prompt.dto.js';
import { ShowPrompts } from './show-prompts.service.js';

@ApiTags('units')
@Controller('prompts')
export class PromptController {
  constructor(private readonly prompts: ShowPrompts) {}

  /** What units wait for people to say, longest first. */
  @Get()
  @Permission('plant.read')
  @ApiOkResponse({ type: [PromptDto] })
  list(@CallerOf() caller: Caller, @Query() query: PromptsQuery): Promise<PromptDto[]> {
    return this.prompts.list(caller, query);
  }
}
