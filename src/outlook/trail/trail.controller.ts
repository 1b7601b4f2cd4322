import { Body, Controller, Get, Param, Post, Query, type StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { ExportTrail } from './export-trail.service.js';
import { ReviewTrail } from './review-trail.service.js';
import { SearchTrail } from './search-trail.service.js';
import {
  ReviewTrailDto,
  TrailExportDto,
  TrailFactDto,
  TrailFactParams,
  TrailPageDto,
  TrailQueryDto,
  TrailReviewsDto,
  TrailSubjectParams,
} from './trail.dto.js';

@ApiTags('trail')
@Controller('trail')
export class TrailController {
  constructor(
    private readonly trail: SearchTrail,
    private readonly exports: ExportTrail,
    private readonly reviews: ReviewTrail,
  ) {}

  /** Facts of everything that the caller may see, by who, what, when, where and why (11.10(e)). */
  @Get()
  @Permission('ledger.read')
  search(@CallerOf() caller: Caller, @Query() query: TrailQueryDto): Promise<TrailPageDto> {
    return this.trail.search(caller, query);
  }

  /** All that is found, as CSV or PDF to read, or as JSON with texts and hashes to check. That it was made is a fact. */
  @Get('export')
  @Permission('ledger.read')
  @ApiProduces('text/csv', 'application/json', 'application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  export(@CallerOf() caller: Caller, @Query() query: TrailExportDto): Promise<StreamableFile> {
    return this.exports.export(caller, query);
  }

  /** One fact whole, with its hash and the seal that covers it. */
  @Get('facts/:kind/:id/:seq')
  @Permission('ledger.read')
  @ApiOkResponse({ type: TrailFactDto })
  fact(@CallerOf() caller: Caller, @Param() { kind, id, seq }: TrailFactParams): Promise<TrailFactDto> {
    return this.trail.one(caller, `${kind}/${id}`, Number(seq));
  }

  /** Reviews of the trail of a subject (An.11-9), and what one would be of now. */
  @Get('reviews/:kind/:id')
  @Permission('ledger.read')
  @ApiOkResponse({ type: TrailReviewsDto })
  reviewed(@CallerOf() caller: Caller, @Param() { kind, id }: TrailSubjectParams): Promise<TrailReviewsDto> {
    return this.reviews.of(caller, `${kind}/${id}`);
  }

  /** A signature, meaning `reviewed`, over the facts since the last review, bound to the hash of the newest of them. */
  @Post('reviews/:kind/:id')
  @Permission('trail.review')
  @ApiCreatedResponse({ type: TrailReviewsDto })
  review(
    @Command() command: CommandContext,
    @Param() { kind, id }: TrailSubjectParams,
    @Body() body: ReviewTrailDto,
  ): Promise<TrailReviewsDto> {
    return this.reviews.review(command, `${kind}/${id}`, body);
  }
}
