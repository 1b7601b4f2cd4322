import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type Observable, Subject } from 'rxjs';
import { isLeaseLost } from '../../platform/leases/index.js';
import type { ConnectorMessage } from '../equipment/domain/index.js';
import { CommitBatch } from './commit-batch.service.js';
import { BATCH, nextBatch, weightOf } from './domain/index.js';

/** Transactions of all units at a time, rows (by weight) that wait in one unit's queue, and how long a unit waits after a failure. */
const LIMITS = { writers: 4, rows: 20_000, firstWait: 250, longestWait: 10_000 };

/** One unit's messages on their way: committed in order, a transaction at a time. */
interface Lane {
  unit: string;
  queue: ConnectorMessage[];
  /** by their weight */
  rows: number;
  /** a message that waits reports a gap: what is before it is a batch */
  cut: boolean;
  busy: boolean;
  /** commits that failed in a row */
  failures: number;
  timer?: NodeJS.Timeout;
}

/**
 * Takes messages, commits them in batches and only then acknowledges them. A failed commit gives back everything that waits
 * in the unit's queue, so that it comes again in order; the connector, unacknowledged, pauses, and memory stays bounded.
 * Units take turns: none waits for more than one batch of each other.
 */
@Injectable()
export class TakeMessages implements OnModuleDestroy {
  private readonly log = new Logger('Readings');
  private readonly lanes = new Map<string, Lane>();
  private readonly ready: Lane[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly commits = new Subject<{ unit: string; arrival: bigint }>();
  private stopped = false;

  constructor(private readonly batches: CommitBatch) {}

  /** After each commit: the unit and the last arrival number that it took. */
  committed(): Observable<{ unit: string; arrival: bigint }> {
    return this.commits.asObservable();
  }

  take(message: ConnectorMessage): void {
    const lane = this.laneOf(message.unit);
    const weight = weightOf(message);
    if (this.stopped || (lane.rows > 0 && lane.rows + weight > LIMITS.rows)) return message.retry();
    lane.cut ||= lane.queue.length > 0 && message.gap !== undefined;
    lane.queue.push(message);
    lane.rows += weight;
    this.schedule(lane);
  }

  /** Ends what is being committed; what still waits is not acknowledged, and comes again at the next start. */
  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    for (const { timer } of this.lanes.values()) clearTimeout(timer);
    this.ready.length = 0;
    await Promise.all(this.running);
    this.commits.complete();
  }

  private laneOf(unit: string): Lane {
    const lane = this.lanes.get(unit) ?? { unit, queue: [], rows: 0, cut: false, busy: false, failures: 0 };
    this.lanes.set(unit, lane);
    return lane;
  }

  private schedule(lane: Lane): void {
    if (lane.busy || this.stopped || lane.queue.length === 0) return;
    const wait =
      lane.failures > 0
        ? Math.min(LIMITS.firstWait * 2 ** (lane.failures - 1), LIMITS.longestWait)
        : BATCH.milliseconds;
    if (lane.failures === 0 && (lane.cut || lane.rows >= BATCH.rows)) {
      clearTimeout(lane.timer);
      this.start(lane);
    } else lane.timer ??= setTimeout(() => this.start(lane), wait);
  }

  private start(lane: Lane): void {
    lane.timer = undefined;
    lane.busy = true;
    this.ready.push(lane);
    this.turn();
  }

  private turn(): void {
    while (this.running.size < LIMITS.writers) {
      const lane = this.ready.shift();
      if (lane === undefined) return;
      const running = this.commit(lane).finally(() => {
        this.running.delete(running);
        lane.busy = false;
        this.schedule(lane);
        this.turn();
      });
      this.running.add(running);
    }
  }

  private async commit(lane: Lane): Promise<void> {
    const batch = lane.queue.slice(0, nextBatch(lane.queue));
    try {
      const arrival = await this.batches.commit(lane.unit, batch);
      lane.failures = 0;
      this.drop(lane, batch.length);
      for (const message of batch) message.ack();
      this.commits.next({ unit: lane.unit, arrival });
    } catch (error) {
      lane.failures++;
      const cause = isLeaseLost(error) ? 'lease-lost' : undefined;
      this.log.warn(`unit ${lane.unit}: not committed, ${(error as Error).message}`);
      for (const message of this.drop(lane, lane.queue.length)) message.retry(cause);
    }
  }

  private drop(lane: Lane, count: number): ConnectorMessage[] {
    const dropped = lane.queue.splice(0, count);
    lane.rows -= dropped.reduce((rows, message) => rows + weightOf(message), 0);
    lane.cut = lane.queue.some(({ gap }, index) => index > 0 && gap !== undefined);
    return dropped;
  }
}
