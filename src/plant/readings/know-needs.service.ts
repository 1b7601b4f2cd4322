import { Injectable } from '@nestjs/common';
import type { Instant } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import type { NeededSpan } from './domain/index.js';

/** Which readings are needed by batches that are not over, or that ended after an instant. */
export type TellNeeds = (tx: Tx, endedAfter: Instant) => Promise<NeededSpan[]>;

/** Who uses readings says which of them are still needed; this module knows none of them. */
@Injectable()
export class ReadingNeeds {
  private readonly told: TellNeeds[] = [];

  /** Before the application has bootstrapped. */
  register(tell: TellNeeds): void {
    this.told.push(tell);
  }

  /** Null where nobody has said that they would tell: nothing may go then. */
  async all(tx: Tx, endedAfter: Instant): Promise<NeededSpan[] | null> {
    if (this.told.length === 0) return null;
    const spans: NeededSpan[] = [];
    for (const tell of this.told) spans.push(...(await tell(tx, endedAfter)));
    return spans;
  }
}
