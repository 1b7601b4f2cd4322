import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/index.js';
import { type Caller, type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger } from '../../trust/ledger/index.js';
import { ENTERPRISE } from '../../trust/organisation/index.js';
import { DetachWeeks } from './detach-weeks.service.js';
import { decideRetention, instantOf, RETENTION } from './domain/index.js';
import { archivedWeeks, retentionPolicy, storedRetention } from './partition.store.js';
import type { DefineRetentionDto, PartitionDto, RetentionDto } from './retention.dto.js';

/** How long readings stay, and what has become of each week of them. */
@Injectable()
export class DefineRetention {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly weeks: DetachWeeks,
  ) {}

  show(caller: Caller): Promise<RetentionDto> {
    return this.database.read(caller.scope, async (tx) => {
      const { keep, afterBatch } = await retentionPolicy(tx);
      return { keep, afterBatch };
    });
  }

  /** Refuses with `retention.too-short`. */
  define(command: CommandContext, { reason, keep, afterBatch }: DefineRetentionDto): Promise<RetentionDto> {
    return this.commands.run(command, async (tx) => {
      await this.ledger.change(
        tx,
        storedRetention,
        RETENTION,
        actorOf(command.caller),
        (state, now) => decideRetention(state, { keep, afterBatch }, reason, now),
        ENTERPRISE,
      );
      return { keep, afterBatch };
    });
  }

  /** The first week first, those that were detached before those that are there. */
  async partitions(caller: Caller): Promise<PartitionDto[]> {
    const archived = await this.database.read(caller.scope, (tx) => archivedWeeks(tx));
    const detached = archived.map(({ id: name, fromTime, toTime, bytes, detachedAt }) => ({
      ...{ name, ...timesOf(fromTime === null ? null : BigInt(fromTime), BigInt(toTime)), bytes: Number(bytes) },
      ...{ state: 'detached' as const, kept: null, batches: 0, detachedAt },
    }));
    const attached = (await this.weeks.weeks()).map(({ name, from, to, bytes, kept, batches }) => ({
      ...{ name, ...timesOf(from, to), bytes: Number(bytes) },
      ...{ state: 'attached' as const, kept, batches: batches.length, detachedAt: null },
    }));
    return [...detached.sort((a, b) => (a.toAt < b.toAt ? -1 : 1)), ...attached];
  }
}

const timesOf = (from: bigint | null, to: bigint) => ({
  fromAt: from === null ? null : instantOf(from),
  toAt: instantOf(to),
});
