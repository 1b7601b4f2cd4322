import type { components } from './schema.js';

type Schema = components['schemas'];

export type Session = Schema['SessionDto'];
/** A person as others see them. */
export type PersonShown = Schema['PersonDto'];
export type OpenSession = Schema['OpenSessionDto'];
/** People against what they are trained in. */
export type TrainingMatrix = Schema['MatrixDto'];
export type PersonTraining = Schema['PersonTrainingDto'];
/** What a passkey is asked for, and what it answers. */
export type PasskeyAsked = Schema['PasskeyOptionsDto'];
export type PasskeyAnswer = Schema['PasskeyAssertionDto'];
export type AccessPolicy = Schema['AccessPolicyDto'];
export type Limits = Schema['LimitsDto'];
export type Entry = Schema['EntryDto'];
export type Capture = Schema['CaptureDto'];
export type Field = Schema['FieldDto'];
export type ScanDue = Schema['ScanDueDto'];
export type Monitor = Schema['MonitorDto'];
/** What is shown before a signature, and the hash that the signature repeats. */
export type SigningContent = Schema['SigningContentDto'];
export type Signature = Step['signatures'][number];
export type BatchEvent = Schema['EventDto'];
export type BatchException = Schema['ExceptionDto'];
export type Timer = Schema['TimerDto'];
export type Step = Schema['StepDto'];
export type StepState = Step['state'];
export type BatchSummary = Schema['BatchSummaryDto'];
export type Batch = Schema['BatchDto'];
export type UnitProcedure = Schema['UnitProcedureDto'];
export type BatchAnswer = Schema['BatchAnswerDto'];
/** How long the record of a batch stays. */
export type Kept = Schema['KeptDto'];
export type TherapyOrder = Schema['OrderDto'];
export type Recipe = Schema['RecipeSummaryDto'];
export type Unit = Schema['UnitDto'];
/** A single-use kit that was put into a unit, and as a person gives one. */
export type Kit = Schema['KitDto'];
export type GivenKit = Schema['GivenKitDto'];
/** A type of kit that a unit class takes, as its definition states it. */
export interface KitType {
  product: string;
  title: string;
}
/** What a unit waits for a person to say. */
export type Prompt = Schema['PromptDto'];
export type Board = Schema['BoardDto'];
export type Tile = Schema['TileDto'];
export type TileBatch = Schema['TileBatchDto'];
export type TileAlarms = Schema['TileAlarmsDto'];
export type AlarmCall = Schema['AlarmCallDto'];
export type TileValue = Schema['TileValueDto'];
export type Need = Schema['NeedDto'];
export type LooseBatch = Schema['LooseBatchDto'];
export type Reading = Pick<Schema['ReadingDto'], 'tag' | 'ucum' | 'sourceAt' | 'value' | 'status' | 'quality'>;
/** What was read of a tag over a time: readings, or buckets of them. */
export type Series = Schema['ReadingSeriesDto'];

export type Condition = Schema['UnitConditionDto'];
export type Upkeep = Schema['UpkeepDto'];
export type UpkeepAct = Upkeep['act'];
export type UpkeepSignature = Schema['UpkeepSignatureDto'];
export type LogbookEntry = Schema['LogbookEntryDto'];

export type Certificates = Schema['CertificatesDto'];
export type CertificateText = Schema['CertificateTextDto'];
export type OwnCertificate = Schema['OwnCertificateDto'];
export type KeptCertificate = Schema['KeptCertificateDto'];

export type InboxFile = Schema['InboxFileDto'];
export type InboxResult = Schema['InboxResultDto'];
/** of a result, or of a file that was refused */
export type InboxState = InboxResult['state'] | 'refused';

export type Alarm = Schema['AlarmDto'];
export type AlarmOccurrence = Schema['OccurrenceDto'];
export type AlarmFact = Schema['AlarmFactDto'];
export type AlarmDelivery = Schema['AlarmDeliveryDto'];
export type AlarmSummary = Schema['AlarmSummaryDto'];
export type Escalation = Schema['EscalationDto'];

/** How long readings stay. */
export type Retention = Schema['RetentionDto'];
export type ReadingWeek = Schema['PartitionDto'];
export type Gap = Schema['GapDto'];
export type ListedGap = Schema['ListedGapDto'];
export type Reject = Schema['RejectDto'];
export type RejectsPage = Schema['RejectsDto'];
export type QuarantinedReading = Schema['QuarantinedReadingDto'];
export type Conflict = Schema['ConflictDto'];

/** A tag of a unit class, as its definition states it. */
export interface Tag {
  tag: string;
  title: string;
  type: 'number' | 'integer' | 'boolean' | 'text';
  unit?: string;
  criticality: string;
  /** ISO 8601 duration */
  staleAfter: string;
}

/** Server-sent event `unit`: the newest values of one unit; `ageMs` as of when the server sent them. */
export interface UnitNews {
  unit: string;
  code: string;
  at: string;
  /** null where the server does not follow the unit */
  connection: Schema['ConnectionDto'] | null;
  /** so far: instants at which a tag has two values, and what was not stored */
  conflicts: number;
  rejects: number;
  readings: (Reading & { ageMs: number })[];
}

/** Server-sent event `facts`: what was recorded, to be read anew. */
export interface FactNews {
  cursor: string;
  facts: { stream: string; seq: number; type: string }[];
}
