import { Injectable, type MessageEvent } from '@nestjs/common';
import { defer, exhaustMap, filter, map, merge, type Observable, of } from 'rxjs';
import { Refusal } from '../../kernel/refusal.js';
import { Database } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { LiveFeed } from '../../platform/live/index.js';
import { type FeedPage, horizon, readFeed } from './feed.store.js';

const CURSOR = /^\d{1,19}$/;

/** Tells a caller of the facts that they may see, as they are committed. */
@Injectable()
export class ShowFeed {
  constructor(
    private readonly database: Database,
    private readonly live: LiveFeed,
  ) {}

  /**
   * Server-sent events of `FeedPage`, each with its cursor as id; from `cursor`, or from now where there is none. A page
   * is told when it holds facts; the first one always, so that the reader knows where it stands.
   */
  stream(caller: Caller, cursor: string | undefined): Observable<MessageEvent> {
    if (cursor !== undefined && !CURSOR.test(cursor)) throw new Refusal('invalid', 'cursor.invalid');
    return this.live.stream(
      caller,
      defer(() => {
        let at = cursor;
        return merge(of(undefined), this.live.ticks()).pipe(
          exhaustMap(async () => {
            const first = at === undefined;
            const page = await this.page(caller, at).catch((): null => null);
            if (page === null) return null;
            at = page.cursor;
            return first || page.facts.length > 0 ? page : null;
          }),
          filter((page) => page !== null),
          map((page): MessageEvent => ({ id: page.cursor, type: 'facts', data: page })),
        );
      }),
    );
  }

  private page(caller: Caller, cursor: string | undefined): Promise<FeedPage> {
    return this.database.read(caller.scope, async (tx) =>
      cursor === undefined ? { cursor: await horizon(tx), facts: [] } : readFeed(tx, cursor),
    );
  }
}
