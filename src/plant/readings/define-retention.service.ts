import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/index.js';
import { type Caller, type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, type Fact, Ledger } from '../../trust/ledger/index.js';
import { ENTERPRISE, refuseBeyondOwn } from '../../trust/organisation/index.js';
import { seenBatches } from '../equipment/index.js';
import { DetachWeeks } from './detach-weeks.service.js';
import { decideRetention, instantOf, LEAST_RETENTION, RETENTION, type RetentionPolicy } from './domain/index.js';
import { archivedWeeks, retentionPolicy, storedRetention } from './partition.store.js';
import type { DefineRetentionDto, PartitionDto, RetentionChangeDto, RetentionDto } from './retention.dto.js';

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
    return this.database.read(caller.scope, (tx) => this.shown(tx));
  }

  /** Refuses with `retention.too-short`. */
  define(command: CommandContext, { reason, keep, afterBatch }: DefineRetentionDto): Promise<RetentionDto> {
    return this.commands.run(command, async (tx) => {
      refuseBeyondOwn(tx.scope);
      await this.ledger.change(
        tx,
        storedRetention,
        RETENTION,
        actorOf(command.caller),
        (state, now) => decideRetention(state, { keep, afterBatch }, reason, now),
        ENTERPRISE,
      );
      return this.shown(tx);
    });
  }

  private async shown(tx: Tx): Promise<RetentionDto> {
    const { keep, afterBatch } = await retentionPolicy(tx);
    const facts = await this.ledger.facts(tx, `retention/${RETENTION}`);
    const said = facts.flatMap(({ fact }) => (fact.type === 'retention.defined' ? [fact] : []));
    return { keep, afterBatch, least: LEAST_RETENTION, history: said.toReversed().map(changeDto) };
  }

  /** The first week first, those that were detached before those that are there. */
  async partitions(caller: Caller): Promise<PartitionDto[]> {
    const weeks = await this.weeks.weeks();
    const [archived, seen] = await this.database.read(caller.scope, async (tx) => [
      await archivedWeeks(tx),
      await seenBatches(tx, [...new Set(weeks.flatMap(({ batches }) => batches))]),
    ]);
    const detached = archived.map(({ id: name, fromTime, toTime, bytes, detachedAt }) => ({
      ...{ name, ...timesOf(fromTime === null ? null : BigInt(fromTime), BigInt(toTime)), bytes: Number(bytes) },
      ...{ state: 'detached' as const, kept: null, batches: 0, needed: [], detachedAt },
    }));
    const attached = weeks.map(({ name, from, to, bytes, kept, batches }) => ({
      ...{ name, ...timesOf(from, to), bytes: Number(bytes) },
      ...{ state: 'attached' as const, kept, batches: batches.length, detachedAt: null },
      needed: batches.filter((id) => seen.has(id)),
    }));
    return [...detached.sort((a, b) => (a.toAt < b.toAt ? -1 : 1)), ...attached];
  }
}

const timesOf = (from: bigint | null, to: bigint) => ({
  fromAt: from === null ? null : instantOf(from),
  toAt: instantOf(to),
});

function changeDto({ at, by, reason, values }: Fact): RetentionChangeDto {
  const { keep, afterBatch } = values as unknown as RetentionPolicy;
  const name = 'name' in by ? by.name : '';
  return { keep, afterBatch, at, by: name, role: by.role, reason: reason ?? '' };
}
