import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Instant } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import {
  archivedIn,
  type ArchivedRow,
  decideAccept,
  type GapRow,
  type ReadingProof,
  type ReadingRow,
  type ReadingSeal,
  sourceTimeOf,
} from './domain/index.js';
import { gapsBetween, storedGaps } from './gap.store.js';
import { archivedWeeks } from './partition.store.js';
import { arrivals, latestReadings, readingsByArrival, readingsByTime, readingsOfMany } from './reading.store.js';
import { SealReadings } from './seal-readings.service.js';
import { TakeMessages } from './take-messages.service.js';
import { type TracePoint, tracesOf, type TraceSpan } from './trace.store.js';

/** Committed readings as other modules read them. Units are given by id, tags by the codes of their class. */
@Injectable()
export class Readings {
  constructor(
    private readonly taking: TakeMessages,
    private readonly sealing: SealReadings,
    private readonly ledger: Ledger,
  ) {}

  /** After each commit on this server: the unit and its last arrival number. A wake-up; read on by `since`. */
  committed(): Observable<{ unit: string; arrival: bigint }> {
    return this.taking.committed();
  }

  /** Readings after an arrival number, in order of arrival. What is committed later always has a higher number. */
  since(tx: Tx, unit: string, arrival: bigint, limit: number, tags?: string[]): Promise<ReadingRow[]> {
    return readingsByArrival(tx, unit, { after: arrival, limit, tags });
  }

  /** As `since`, of these tags of many units in one statement, each up to an arrival. */
  sinceOf(
    tx: Tx,
    spans: readonly { unit: string; after: bigint; to: bigint }[],
    tags: readonly string[],
  ): Promise<ReadingRow[]> {
    return readingsOfMany(tx, spans, tags);
  }

  /** The last arrival of every unit. */
  async arrivals(tx: Tx): Promise<Map<string, bigint>> {
    return new Map([...(await arrivals(tx))].map(([unit, { last }]) => [unit, last]));
  }

  /** Readings of one tag by source time, both ends included. */
  window(tx: Tx, unit: string, tag: string, from: Instant, to: Instant): Promise<ReadingRow[]> {
    return readingsByTime(tx, unit, tag, sourceTimeOf(from), sourceTimeOf(to));
  }

  /** The newest reading by source time of each tag that has one. */
  latest(tx: Tx, unit: string): Promise<ReadingRow[]> {
    return latestReadings(tx, [unit]);
  }

  /** As `latest`, of these tags of many units in one statement. */
  latestOf(tx: Tx, units: readonly string[], tags: readonly string[]): Promise<ReadingRow[]> {
    return latestReadings(tx, units, tags);
  }

  /** The recent past of these tags of many units in one statement, at most `points` good numbers each, oldest first. */
  traces(tx: Tx, units: readonly string[], tags: readonly string[], span: TraceSpan): Promise<TracePoint[]> {
    return tracesOf(tx, units, tags, span);
  }

  /**
   * Closes the unit's open range of arrivals with the fact `readings.sealed`; null where nothing new is committed.
   * Takes the lock of the unit's arrivals and then of its stream: seal before stating other facts on the unit.
   */
  seal(tx: Tx, by: Actor, unit: string): Promise<ReadingSeal | null> {
    return this.sealing.seal(tx, by, unit);
  }

  /** That one reading is under a seal, with its path to the root; null where none covers it yet. */
  proof(tx: Tx, unit: string, arrival: bigint): Promise<ReadingProof | null> {
    return this.sealing.proof(tx, unit, arrival);
  }

  /** Leaf texts of a range of arrivals, ends included, in order: a side file line by line. */
  series(tx: Tx, unit: string, fromArrival: bigint, toArrival: bigint): AsyncIterable<string> {
    return this.sealing.series(tx, unit, fromArrival, toArrival);
  }

  /** Gaps that overlap a span of source time, ends included, oldest first. */
  gaps(tx: Tx, unit: string, from: Instant, to: Instant): Promise<GapRow[]> {
    return gapsBetween(tx, unit, sourceTimeOf(from), sourceTimeOf(to));
  }

  /** Weeks with a part in a span of source time, ends included, whose readings are no longer here; facts of `retention/readings`. */
  async archived(tx: Tx, from: Instant, to: Instant): Promise<ArchivedRow[]> {
    return archivedIn({ from: sourceTimeOf(from), to: sourceTimeOf(to) }, await archivedWeeks(tx));
  }

  /** Fact `gap.accepted`: a person has reviewed it. Refuses with `gap.transition-not-allowed` where it is not open. */
  async acceptGap(tx: Tx, by: Actor, unit: string, gap: string, reason: string): Promise<void> {
    await this.ledger.change(tx, storedGaps, unit, by, (state) => decideAccept(state, gap, reason));
  }
}
