import { Injectable } from '@nestjs/common';
import { newId } from '../../platform/clock/index.js';
import type { Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import { storedBatch } from './batch.store.js';
import type { BatchDto } from './batch-view.dto.js';
import type { BatchInBrief } from './brief.view.js';
import { BriefBatches } from './brief-batches.service.js';
import { type BatchState, Draft, noteDeviation } from './domain/index.js';
import { ShowBatches } from './show-batches.service.js';

/** What higher layers ask of batches. Facts of batches rise by `Ledger.on`. */
@Injectable()
export class Batches {
  constructor(
    private readonly ledger: Ledger,
    private readonly showing: ShowBatches,
    private readonly brief: BriefBatches,
  ) {}

  /** The whole batch as its people see it; refuses with `batch.not-found`. */
  view(tx: Tx, id: Uuid): Promise<BatchDto> {
    return this.showing.view(tx, id);
  }

  /** Every batch in sight that is not over, or that still holds a unit: what a board shows of it, oldest first. */
  inBrief(tx: Tx): Promise<BatchInBrief[]> {
    return this.brief.all(tx);
  }

  /** The batch's rows; refuses with `batch.not-found`. */
  rows(tx: Tx, id: Uuid): Promise<BatchState> {
    return this.ledger.load(tx, storedBatch, id);
  }

  /** Quality's answer to an exception (`E2`): its deviation, with fact exception.deviation-opened. Refuses with `exception.has-deviation`. */
  async noteDeviation(tx: Tx, by: Actor, batch: Uuid, exception: string, deviation: Uuid): Promise<void> {
    await this.ledger.change(tx, storedBatch, batch, by, (state, now) => {
      const draft = new Draft(state, { batch, now, by, speed: 1, newId });
      noteDeviation(draft, { exception, deviation });
      return draft.facts;
    });
  }
}
