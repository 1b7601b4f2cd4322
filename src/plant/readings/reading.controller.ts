import { Controller, Get, type MessageEvent, Param, Query, Sse, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { type Caller, CallerOf, Permission } from '../../platform/http/index.js';
import { ExportReadings } from './export-readings.service.js';
import {
  ConflictsDto,
  ConflictsQuery,
  ExportQuery,
  GapDto,
  QuarantinedReadingsDto,
  QuarantineQuery,
  ReadingDto,
  ReadingSeriesDto,
  ReadingsQuery,
  RejectsDto,
  RejectsQuery,
  SpanQuery,
} from './reading.dto.js';
import { ShowFaults } from './show-faults.service.js';
import { ShowReadings } from './show-readings.service.js';
import { WatchUnits } from './watch-units.service.js';

@ApiTags('readings')
@Controller('units')
export class ReadingController {
  constructor(
    private readonly readings: ShowReadings,
    private readonly faults: ShowFaults,
    private readonly units: WatchUnits,
    private readonly exporting: ExportReadings,
  ) {}

  /** Server-sent events `unit`: the newest values of every unit, then of each that changed, at most four a second and unit. */
  @Sse('live')
  @Permission('readings.read')
  live(@CallerOf() caller: Caller): Observable<MessageEvent> {
    return this.units.watch(caller);
  }

  /** The newest reading of each tag. */
  @Get(':code/readings/latest')
  @Permission('readings.read')
  @ApiOkResponse({ type: [ReadingDto] })
  latest(@CallerOf() caller: Caller, @Param('code') code: string): Promise<ReadingDto[]> {
    return this.readings.latest(caller, code);
  }

  /** One tag over at most 31 days: each reading, or buckets with their lows and highs where there are more readings than points. */
  @Get(':code/readings')
  @Permission('readings.read')
  @ApiOkResponse({ type: ReadingSeriesDto })
  series(
    @CallerOf() caller: Caller,
    @Param('code') code: string,
    @Query() query: ReadingsQuery,
  ): Promise<ReadingSeriesDto> {
    return this.readings.series(caller, code, query);
  }

  /** Each reading of some or all tags over at most 31 days, tag by tag in order of source time, as CSV (RFC 4180). */
  @Get(':code/readings.csv')
  @Permission('readings.read')
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  csv(@CallerOf() caller: Caller, @Param('code') code: string, @Query() query: ExportQuery): Promise<StreamableFile> {
    return this.exporting.csv(caller, code, query);
  }

  /** Gaps that overlap the span. */
  @Get(':code/gaps')
  @Permission('readings.read')
  @ApiOkResponse({ type: [GapDto] })
  gaps(@CallerOf() caller: Caller, @Param('code') code: string, @Query() query: SpanQuery): Promise<GapDto[]> {
    return this.readings.gaps(caller, code, query);
  }

  /** What came and was not stored, with its bytes, newest first. */
  @Get(':code/rejects')
  @Permission('readings.read')
  @ApiOkResponse({ type: RejectsDto })
  rejects(@CallerOf() caller: Caller, @Param('code') code: string, @Query() query: RejectsQuery): Promise<RejectsDto> {
    return this.faults.rejects(caller, code, query);
  }

  /** Values whose time is far from their receipt, whole and in no series, what came last first. */
  @Get(':code/readings/quarantined')
  @Permission('readings.read')
  @ApiOkResponse({ type: QuarantinedReadingsDto })
  quarantine(
    @CallerOf() caller: Caller,
    @Param('code') code: string,
    @Query() query: QuarantineQuery,
  ): Promise<QuarantinedReadingsDto> {
    return this.faults.quarantine(caller, code, query);
  }

  /** Instants at which a tag has two values, each with both, the one found last first. */
  @Get(':code/conflicts')
  @Permission('readings.read')
  @ApiOkResponse({ type: ConflictsDto })
  conflicts(
    @CallerOf() caller: Caller,
    @Param('code') code: string,
    @Query() query: ConflictsQuery,
  ): Promise<ConflictsDto> {
    return this.faults.conflicts(caller, code, query);
  }
}
