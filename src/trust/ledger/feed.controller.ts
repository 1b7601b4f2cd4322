import { Controller, Headers, type MessageEvent, Query, Sse } from '@nestjs/common';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { type Caller, CallerOf, Permission } from '../../platform/http/index.js';
import { ShowFeed } from './show-feed.service.js';

@ApiTags('live')
@Controller('live')
export class FeedController {
  constructor(private readonly feed: ShowFeed) {}

  /** Facts as they are committed: events `facts` of `{ cursor, facts: [{ stream, seq, type }] }`, from a cursor on. */
  @Sse()
  @Permission('floor.read')
  @ApiQuery({ name: 'cursor', required: false })
  stream(
    @CallerOf() caller: Caller,
    @Query('cursor') cursor?: string,
    @Headers('last-event-id') last?: string,
  ): Observable<MessageEvent> {
    return this.feed.stream(caller, last ?? cursor);
  }
}
