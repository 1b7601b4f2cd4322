import type { Fact, Projection } from '../../../trust/ledger/domain/index.js';
import { applySignature } from '../../../trust/signatures/domain/index.js';
import { APPLY_RECORDS } from './apply-records.js';
import { APPLY_BATCH } from './apply-batch.js';
import { APPLY_STEP } from './apply-steps.js';
import type { Apply, BatchFactType } from './facts.js';
import type { BatchState } from './rows.js';

const APPLY: Apply<BatchFactType> = { ...APPLY_BATCH, ...APPLY_STEP, ...APPLY_RECORDS };

const isOurs = (type: string): type is BatchFactType => Object.hasOwn(APPLY, type);

/** The rows of a batch. */
export const batchProjection: Projection<BatchState> = {
  kind: 'batch',
  empty: {
    batch: {},
    batch_recipe: {},
    binding: {},
    element: {},
    step: {},
    entry: {},
    capture: {},
    evidence: {},
    event: {},
    exception: {},
    note: {},
    attachment: {},
    timer: {},
    signature: {},
  },
  apply(state, fact) {
    if (fact.type === 'signature.given') return applySignature(state, fact);
    if (!isOurs(fact.type)) return state;
    const apply = APPLY[fact.type] as (state: BatchState, fact: Fact, batch: string) => BatchState;
    return apply(state, fact, fact.stream.slice('batch/'.length));
  },
};
