export { BATCH, isFull, nextBatch } from './batching.js';
export { check, type CheckedValue, type RejectedValue, type RejectReason, type TagDefinition } from './check.js';
export {
  decideAccept,
  decideBackfilled,
  decideGaps,
  type GapAnswered,
  gapProjection,
  type GapRecorded,
  type GapRow,
  type GapsState,
  type GapState,
} from './gap.js';
export { isBackfilled, KNOWN, missingSpans, type Span, type TagTimes } from './missing.js';
export { QUALITIES, type Quality } from './quality.js';
export { jsonValue, type ReadingRow, type ReadingValue } from './reading.js';
export {
  decideSeal,
  leafText,
  type ReadingProof,
  type ReadingSeal,
  type ReadingSealRow,
  type ReadingsSealed,
  sealProjection,
  type SealState,
} from './seal.js';
export { instantOf, sourceTimeOf } from './source-time.js';
