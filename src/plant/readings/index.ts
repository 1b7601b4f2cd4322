import { GapEntity } from './gap.entity.js';
import { ReadingSealEntity } from './reading-seal.entity.js';
import { ArchivedEntity, RetentionEntity } from './retention.entity.js';

export type {
  GapAnswered,
  GapNarrowed,
  GapRecorded,
  ArchivedRow,
  GapRow,
  NeededSpan,
  ReadingProof,
  ReadingRow,
  ReadingSeal,
  ReadingSealRow,
  ReadingsSealed,
  ReadingValue,
} from './domain/index.js';
export { storedGaps } from './gap.store.js';
export { ReadingNeeds } from './know-needs.service.js';
export { storedRetention } from './partition.store.js';
export { Readings } from './read-readings.service.js';
export { ReadingsModule } from './readings.module.js';
export { storedSeals } from './seal.store.js';
export type { TracePoint, TraceSpan } from './trace.store.js';

export const entities = [GapEntity, ReadingSealEntity, RetentionEntity, ArchivedEntity];
