import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import type { Held } from '../../platform/leases/index.js';
import type { ConnectionStatus } from './domain/index.js';
import { saveConnections, type Told } from './unit-connection.store.js';

/** In ms: what changes within is written at once, and between a write that failed and the next. */
const TOGETHER = 20;
const RETRY = 1000;

/** Says in the database how each unit is reached, so that every server can show it: the last of each, after each change. */
@Injectable()
export class RecordConnections implements OnModuleDestroy {
  private readonly log = new Logger('Connections');
  private waiting = new Map<Uuid, Told>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly database: Database) {}

  tell(unit: Uuid, lease: Held, status: ConnectionStatus): void {
    this.waiting.set(unit, { unit, lease, status });
    this.plan(TOGETHER);
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    this.waiting.clear();
    await this.writing;
  }

  private plan(after: number): void {
    this.timer ??= setTimeout(() => {
      this.writing = this.writing.then(() => this.write());
    }, after).unref();
  }

  private async write(): Promise<void> {
    this.timer = undefined;
    const told = this.waiting;
    if (told.size === 0) return;
    this.waiting = new Map();
    try {
      await this.database.write(SYSTEM_SCOPE, (tx) => saveConnections(tx, [...told.values()]));
    } catch (error) {
      this.log.warn(`connections not recorded, tried again: ${(error as Error).message}`);
      this.waiting = new Map([...told, ...this.waiting]);
      this.plan(RETRY);
    }
  }
}
