import {
  BatchEntity,
  BindingEntity,
  ElementEntity,
  FrozenRecipeEntity,
  MonitorEntity,
  StepEntity,
  TimerEntity,
} from './batch.entity.js';
import {
  AttachmentEntity,
  CaptureEntity,
  EntryEntity,
  EventEntity,
  EvidenceEntity,
  ExceptionEntity,
  NoteEntity,
} from './record.entity.js';

export { storedBatch } from './batch.store.js';
export type { BatchInBrief, ExceptionInBrief, MonitorInBrief, ProgramInBrief, StepInBrief } from './brief.view.js';
export { Batches } from './find-batches.service.js';
export type { SampledBatch } from './batch.store.js';
export { AwaitedResults } from './fill-results.service.js';
export { BatchesModule } from './batches.module.js';
export { type BatchFact, type BatchFacts, type BatchState } from './domain/index.js';

export const entities = [
  BatchEntity,
  FrozenRecipeEntity,
  BindingEntity,
  ElementEntity,
  StepEntity,
  EntryEntity,
  CaptureEntity,
  EvidenceEntity,
  EventEntity,
  ExceptionEntity,
  NoteEntity,
  AttachmentEntity,
  TimerEntity,
  MonitorEntity,
];
