import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { GapParams, GapsDto, GapsQuery, ListedGapDto, ReviewGapDto } from './gap.dto.js';
import { ReviewGap } from './review-gap.service.js';
import { ShowGaps } from './show-gaps.service.js';

@ApiTags('readings')
@Controller('gaps')
export class GapController {
  constructor(
    private readonly gaps: ShowGaps,
    private readonly reviewing: ReviewGap,
  ) {}

  /** Where readings are missing: of a unit, a batch or all, with who has reviewed it. */
  @Get()
  @Permission('readings.read')
  @ApiOkResponse({ type: GapsDto })
  list(@CallerOf() caller: Caller, @Query() query: GapsQuery): Promise<GapsDto> {
    return this.gaps.list(caller, query);
  }

  /** Accepts that these readings are missing, with a comment: a fact that stands in the record of each batch it is of. */
  @Post(':id/review')
  @Permission('gap.review')
  @ApiCreatedResponse({ type: ListedGapDto })
  async review(
    @Command() command: CommandContext,
    @Param() { id }: GapParams,
    @Body() { comment }: ReviewGapDto,
  ): Promise<ListedGapDto> {
    await this.reviewing.review(command, id, comment);
    return this.gaps.one(command.caller, id);
  }
}
