import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { LiveFeed } from '../../platform/live/index.js';
import { isAlive } from './session.store.js';

/** Live streams end with the session that opened them. */
@Injectable()
export class WatchSessions implements OnModuleInit {
  constructor(
    private readonly live: LiveFeed,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.live.whileAlive((session) => this.database.read(SYSTEM_SCOPE, (tx) => isAlive(tx, session)));
  }
}
