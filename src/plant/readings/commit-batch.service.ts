import { Injectable } from '@nestjs/common';
import { newId } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import type { ConnectorMessage, MessageGap } from '../equipment/domain/index.js';
import {
  check,
  type CheckedValue,
  decideBackfilled,
  decideGaps,
  isBackfilled,
  missingSpans,
  type RejectedValue,
  type TagDefinition,
} from './domain/index.js';
import { holesIn, openGaps, storedGaps, timesBefore } from './gap.store.js';
import { insertReadings, insertRejects, takeArrivals } from './ingest.store.js';

/** The server itself, as it states gaps and seals. */
export const READINGS: Actor = { system: 'readings', role: 'system' };

/** Commits messages of one unit: readings, conflicts, rejects and gaps with their facts, in one transaction. */
@Injectable()
export class CommitBatch {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /** The last arrival number that the batch took. A gap may only be reported by its first message. */
  commit(unit: string, messages: readonly ConnectorMessage[]): Promise<bigint> {
    const count = messages.reduce((sum, { values }) => sum + values.length, 0);
    return this.database.write(SYSTEM_SCOPE, async (tx) => {
      const { last, tags } = await takeArrivals(tx, unit, count);
      const checked = messages.map(({ values, receivedAt }) => values.map((raw) => check(raw, receivedAt, tags)));
      const { gap } = messages[0]!;
      if (gap !== undefined) await this.recordGaps(tx, unit, gap, timesByTag(tags, checked[0]!.filter(isStorable)));
      const values = checked.flat().filter(isStorable);
      await insertReadings(tx, unit, last, values);
      await insertRejects(tx, unit, checked.flat().filter(isRejected));
      await this.closeGaps(tx, unit, values);
      return last + BigInt(count);
    });
  }

  private async recordGaps(tx: Tx, unit: string, gap: MessageGap, arrived: Map<string, bigint[]>): Promise<void> {
    const firsts = new Map([...arrived].map(([tag, times]) => [tag, times[0]!]));
    const before = await timesBefore(tx, unit, firsts, gap.tags);
    const spans = missingSpans(before.map((known) => ({ ...known, arrived: arrived.get(known.tag) ?? [] })));
    if (spans.length === 0) return;
    await this.ledger.change(tx, storedGaps, unit, READINGS, () => decideGaps(spans, gap.cause, newId));
  }

  private async closeGaps(tx: Tx, unit: string, values: CheckedValue[]): Promise<void> {
    const times = values.map(({ sourceTime }) => sourceTime).sort(ascending);
    if (times.length === 0) return;
    const closed: string[] = [];
    for (const gap of await openGaps(tx, unit, times[0]!, times.at(-1)!))
      if (isBackfilled(await holesIn(tx, gap))) closed.push(gap.id);
    if (closed.length > 0)
      await this.ledger.change(tx, storedGaps, unit, READINGS, (state) => decideBackfilled(state, closed));
  }
}

const isStorable = (value: CheckedValue | RejectedValue): value is CheckedValue => !('reason' in value);
const isRejected = (value: CheckedValue | RejectedValue): value is RejectedValue => 'reason' in value;
const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** Source times that came for each tag, ascending. */
function timesByTag(tags: ReadonlyMap<string, TagDefinition>, values: CheckedValue[]): Map<string, bigint[]> {
  const codes = new Map([...tags.values()].map(({ id, code }) => [id, code]));
  const times = new Map<string, bigint[]>();
  for (const { tag, sourceTime } of values) {
    const code = codes.get(tag)!;
    times.set(code, [...(times.get(code) ?? []), sourceTime].sort(ascending));
  }
  return times;
}
