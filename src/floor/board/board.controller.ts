import { Controller, Get, type MessageEvent, Query, Sse } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { type Caller, CallerOf, Permission } from '../../platform/http/index.js';
import { BoardDto, BoardQuery } from './board.dto.js';
import { ShowBoard } from './show-board.service.js';

@ApiTags('board')
@Controller('board')
export class BoardController {
  constructor(private readonly board: ShowBoard) {}

  /** Every unit of a room, or of all, as it stands: whose cells, which step, its values, what waits for people. */
  @Get()
  @Permission('floor.read')
  @ApiOkResponse({ type: BoardDto })
  show(@CallerOf() caller: Caller, @Query() { room }: BoardQuery): Promise<BoardDto> {
    return this.board.show(caller, room);
  }

  /** Server-sent events: `board` as above, then `tile` and `loose` as they change, at most two a second each. */
  @Sse('live')
  @Permission('floor.read')
  live(@CallerOf() caller: Caller, @Query() { room }: BoardQuery): Observable<MessageEvent> {
    return this.board.watch(caller, room);
  }
}
