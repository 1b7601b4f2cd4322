import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Tx } from '../../platform/database/index.js';
import type { Actor } from '../../trust/ledger/index.js';
import { batchesWithResults, batchOfSample, type SampledBatch } from './batch.store.js';
import { checkResult, type FileResult, type Offered, offerResult } from './domain/index.js';
import { WriteBatch } from './write-batch.service.js';

/** Results that devices' files give, and the steps that wait for them. */
@Injectable()
export class AwaitedResults {
  constructor(private readonly batches: WriteBatch) {}

  /** The batch of a result's sample. Refuses with `result.sample-unknown`, and what no step of the sample can take. */
  async check(tx: Tx, result: FileResult): Promise<SampledBatch> {
    const { sample } = result.evidence;
    const of = await batchOfSample(tx, sample);
    if (of === null) throw new Refusal('unprocessable', 'result.sample-unknown', { sample });
    checkResult(await this.batches.view(tx, of.batch), result);
    return of;
  }

  /** Fills the step that waits for a result; the batch is locked only where there is one. */
  async offer(tx: Tx, by: Actor, batch: Uuid, result: FileResult): Promise<Offered> {
    let offered = offerResult(await this.batches.view(tx, batch), result);
    if (offered === 'not-yet') return offered;
    await this.batches.changeIfAny(tx, batch, by, (draft) => {
      offered = offerResult(draft, result);
    });
    return offered;
  }

  /** Those of these batches in which results may be waited for. */
  inWhich = (tx: Tx, batches: Uuid[]): Promise<Uuid[]> => batchesWithResults(tx, batches);
}
