import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Permission } from '../../platform/http/index.js';
import { LogbookDto, LogbookQuery, RoomLogbookParams } from './logbook.dto.js';
import { ShowLogbook } from './show-logbook.service.js';
import { UnitParams } from './unit.dto.js';

@ApiTags('logbooks')
@Controller()
export class LogbookController {
  constructor(private readonly logbook: ShowLogbook) {}

  @Get('units/:code/logbook')
  @Permission('plant.read')
  @ApiOkResponse({ type: LogbookDto })
  ofUnit(@CallerOf() caller: Caller, @Param() { code }: UnitParams, @Query() page: LogbookQuery): Promise<LogbookDto> {
    return this.logbook.ofUnit(caller, code, page);
  }

  /** Of all units for as long as each stood in the room. */
  @Get('sites/:code/rooms/:room/logbook')
  @Permission('plant.read')
  @ApiOkResponse({ type: LogbookDto })
  ofRoom(
    @CallerOf() caller: Caller,
    @Param() { code, room }: RoomLogbookParams,
    @Query() page: LogbookQuery,
  ): Promise<LogbookDto> {
    return this.logbook.ofRoom(caller, code, room, page);
  }
}
