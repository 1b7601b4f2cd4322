import { Injectable, type MessageEvent, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { exhaustMap, filter, interval, map, merge, type Observable, share, Subject, takeUntil, timer } from 'rxjs';
import { Database } from '../database/index.js';
import { Notifications } from './notifications.store.js';

/** Writes of this server within this many milliseconds are told in one notification. */
const COALESCE = 50;
const TICK = 1000;
const HEARTBEAT = 15_000;

/** Who follows a stream, and whether they still may as they might when it began. */
interface Follower {
  session: string;
  stillSo?: () => Promise<boolean>;
}

/** Wakes whoever shows live data: after commits of any server on this database, and once a second whatever happened. */
@Injectable()
export class LiveFeed implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly heard = new Subject<void>();
  private readonly closed = new Subject<void>();
  private readonly over = new Subject<readonly string[]>();
  private readonly notifications: Notifications;
  private pending?: NodeJS.Timeout;
  private readonly shared: Observable<void> = merge(this.heard, interval(TICK)).pipe(
    map(() => undefined),
    takeUntil(this.closed),
    share(),
  );

  constructor(private readonly database: Database) {
    const { url } = database.source.options as { url: string };
    this.notifications = new Notifications(url, () => this.heard.next());
  }

  async onApplicationBootstrap(): Promise<void> {
    this.database.whenWritten(() => this.written());
    await this.notifications.open();
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.pending);
    this.closed.next();
    await this.notifications.close();
  }

  /** A wake-up without content: what changed is read by cursor, and may be nothing. */
  ticks(): Observable<void> {
    return this.shared;
  }

  /** Ends what these sessions follow at this server. */
  end(sessions: readonly string[]): void {
    this.over.next(sessions);
  }

  /**
   * Server-sent events of `source` for one session: a comment at once and each 15 s, and an end when the session ends or its
   * person may see less or more than when the stream began.
   */
  stream({ session, stillSo }: Follower, source: Observable<MessageEvent>): Observable<MessageEvent> {
    const ended = interval(HEARTBEAT).pipe(
      exhaustMap(async () => (await stillSo?.().catch(() => true)) ?? true),
      filter((alive) => !alive),
    );
    const told = this.over.pipe(filter((sessions) => sessions.includes(session)));
    const heartbeats = timer(0, HEARTBEAT).pipe(map((): MessageEvent => ({ comment: 'alive' })));
    return merge(heartbeats, source).pipe(takeUntil(merge(ended, told, this.closed)));
  }

  private written(): void {
    this.pending ??= setTimeout(() => {
      this.pending = undefined;
      void this.notifications.send();
    }, COALESCE);
  }
}
