import { Injectable } from '@nestjs/common';
import { systemNow } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { Leases } from '../../platform/leases/index.js';
import type { ConnectorMessage } from '../equipment/domain/index.js';
import {
  type ArchivedSpan,
  check,
  type CheckedValue,
  mayBeArchived,
  type QuarantinedValue,
  reject,
  type Reject,
  type TagDefinition,
} from './domain/index.js';
import { FindGaps, type Judged } from './find-gaps.service.js';
import { insertReadings, takeArrivals } from './ingest.store.js';
import { archivedSpans } from './partition.store.js';
import { keepQuarantined } from './quarantine.store.js';
import { keepRejects } from './reject.store.js';

/** Commits messages of one unit: readings, conflicts, what stands in quarantine, rejects and gaps with their facts, in one transaction. */
@Injectable()
export class CommitBatch {
  constructor(
    private readonly database: Database,
    private readonly gaps: FindGaps,
    private readonly leases: Leases,
  ) {}

  /** The last arrival number that the batch took. A gap may only be reported by its first message. */
  commit(unit: string, messages: readonly ConnectorMessage[]): Promise<bigint> {
    const count = messages.reduce((sum, { values }) => sum + values.length, 0);
    const now = systemNow();
    const isOld = messages.some(({ receivedAt }) => mayBeArchived(receivedAt, now));
    const leases = new Set(messages.flatMap(({ lease }) => lease ?? []));
    return this.database.write(SYSTEM_SCOPE, async (tx) => {
      for (const lease of leases) this.leases.fence(tx, lease);
      const { last, tags, doubts } = await takeArrivals(tx, unit, count);
      const { values, heard, aside, rejects } = sort(messages, tags, isOld ? await archivedSpans(tx) : []);
      const doubted = await this.gaps.report(tx, unit, doubts, messages[0]?.gap);
      await insertReadings(tx, unit, last, values);
      await keepQuarantined(tx, unit, aside);
      await keepRejects(tx, unit, rejects);
      await this.gaps.judge(tx, { unit, tags, doubts, doubted, heard, values });
      return last + BigInt(count);
    });
  }
}

/** What may be stored, when each message last spoke of each tag, what is kept aside, and what may not be stored. */
function sort(
  messages: readonly ConnectorMessage[],
  tags: ReadonlyMap<string, TagDefinition>,
  archived: readonly ArchivedSpan[],
) {
  const values: CheckedValue[] = [];
  const aside: QuarantinedValue[] = [];
  const rejects: Reject[] = [];
  const heard: Judged['heard'][number][] = [];
  for (const message of messages) {
    const live = new Map<string, bigint>();
    for (const raw of message.values) {
      const checked = check(raw, message.receivedAt, tags, archived);
      if ('reason' in checked) rejects.push(reject(checked, message.receivedAt));
      else if ('aside' in checked) aside.push(checked);
      else {
        values.push(checked);
        if (checked.origin !== 'history' && checked.sourceTime > (live.get(raw.tag) ?? -1n))
          live.set(raw.tag, checked.sourceTime);
      }
    }
    for (const raw of message.rejects ?? []) rejects.push(reject(raw, message.receivedAt, raw.whole));
    heard.push(live);
  }
  return { values, heard, aside, rejects };
}
