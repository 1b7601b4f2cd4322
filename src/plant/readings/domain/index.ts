export { BATCH, nextBatch, weightOf } from './batching.js';
export {
  check,
  type CheckedValue,
  type QuarantinedValue,
  type QuarantineReason,
  type RejectedValue,
  type RejectReason,
  type TagDefinition,
} from './check.js';
export { type Doubt, doubt, hear, type Heard, settle, type Span, type Stretch, together } from './doubt.js';
export { csvLine } from './csv.js';
export {
  decideAccept,
  decideFilled,
  decideGaps,
  type Filled,
  type GapAnswered,
  type GapNarrowed,
  gapProjection,
  type GapRecorded,
  type GapRow,
  type GapsState,
  type GapState,
  type StoredGap,
} from './gap.js';
export { QUALITIES, type Quality } from './quality.js';
export { jsonValue, type ReadingRow, type ReadingValue } from './reading.js';
export { dayOf, type KeptSo, minuteOf, type More, QUARANTINE, ration, reject, type Reject, REJECTS } from './reject.js';
export { KNOWN } from './sampling.js';
export {
  type ArchivedRow,
  archivedIn,
  type ArchivedSpan,
  before,
  decideDetach,
  decideRetention,
  isOver,
  KEEP_ALL,
  type Kept,
  LEAST_RETENTION,
  mayBeArchived,
  neededBy,
  type NeededSpan,
  PERIOD,
  RETENTION,
  type RetentionPolicy,
  retentionProjection,
  type RetentionRow,
  type RetentionState,
  type Week,
} from './retention.js';
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
export { instantOf, preciseInstantOf, sourceTimeOf } from './source-time.js';
export {
  GRAINS,
  hasGap,
  planRolled,
  planTrend,
  type TimeSpan,
  type TrendBucket,
  type TrendPlan,
  type TrendPoint,
} from './trend.js';
