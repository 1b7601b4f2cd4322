import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Rounds } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { makePartitions } from './partition.store.js';

const HOURLY = 3_600_000;

/** Keeps partitions of readings ahead of the clock, from before the first unit is connected. Each server may: one makes each. */
@Injectable()
export class MakePartitions implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('Partitions');
  private readonly rounds = new Rounds(
    HOURLY,
    () => this.make(),
    ({ message }) => this.log.error(`not made, tried again in an hour: ${message}`),
  );

  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    await this.make();
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  private async make(): Promise<void> {
    const made = await this.database.write(SYSTEM_SCOPE, makePartitions);
    if (made > 0) this.log.log(`${made} weeks made ahead`);
  }
}
