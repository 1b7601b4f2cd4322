import { ApiProperty } from '@nestjs/swagger';
import { KitDto, PromptDto } from '../../plant/equipment/index.js';
import { STEP_STATES } from './domain/index.js';
import { LabelDto, MaterialDueDto, MeasureDto, SampleDto } from './by-hand.dto.js';
import { MonitorDto, OptionDto, ScanDueDto } from './phase.dto.js';
import { AttachmentDto, DocumentDto, NoteDto, PictureDto } from './note.dto.js';
import { StepBlockDto } from './block.dto.js';
import { CaptureDto, EntryDto, FieldDto, nullable } from './field.dto.js';

/** What to show before a signature, and the hash that `SigningDto.hash` must repeat. */
export class SigningContentDto {
  hash!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) content!: Record<string, unknown>;
}

export class SignatureDueDto {
  meaning!: string;
  @ApiProperty({ enum: ['operator', 'supervisor', 'qa-reviewer'] }) role!: string;
}

export class SignatureDto {
  id!: string;
  meaning!: string;
  name!: string;
  username!: string;
  role!: string;
  at!: string;
  zone!: string;
  hash!: string;
  void!: boolean;
}

/** Words are made by the reader: `kind` and `values` are stable. */
export class EventDto {
  /** `N3`: its number in the batch; of an exception `E3` */
  id!: string;
  @nullable('string') step!: string | null;
  kind!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) values!: Record<string, unknown>;
  startedAt!: string;
  @nullable('string') endedAt!: string | null;
}

export class ExceptionDto extends EventDto {
  @ApiProperty({ enum: ['CPP', 'CQA', 'IPC', 'info'] }) criticality!: string;
  @ApiProperty({ enum: ['continue', 'supervisor', 'stop'] }) onBreach!: string;
  raisedAt!: string;
  @nullable('string') comment!: string | null;
  @nullable('string') commentBy!: string | null;
  /** `continue` or `stop`, once a supervisor has answered */
  @nullable('string') answer!: string | null;
  @nullable('string') answerBy!: string | null;
  /** id of the deviation that quality opened */
  @nullable('string') deviation!: string | null;
  /** while a supervisor's answer is due */
  @ApiProperty({ nullable: true, type: SigningContentDto }) signing!: SigningContentDto | null;
}

export class ProgramRunDto {
  program!: string;
  command!: string;
  @ApiProperty({ enum: ['requested', 'running', 'held', 'ended', 'failed', 'unknown'] }) state!: string;
  @nullable('string') startedAt!: string | null;
  @nullable('string') endedAt!: string | null;
  @nullable('string') outcome!: string | null;
  /** length that ends it, ISO 8601 before the speed factor; null where it ends by itself */
  @nullable('string') after!: string | null;
}

export class TimerDto {
  id!: string;
  @nullable('string') step!: string | null;
  @ApiProperty({ enum: ['wait', 'window-alert', 'window-late', 'result-due', 'repeat-due'] }) purpose!: string;
  /** id of the window, where it is one's */
  @nullable('string') window!: string | null;
  dueAt!: string;
  @ApiProperty({ enum: ['running', 'fired', 'cancelled'] }) state!: string;
}

/** A hold time of the recipe, for what its timers, events and exceptions name. */
export class WindowDto {
  id!: string;
  title!: string;
}

export class EvidenceDto {
  unit!: string;
  /** arrival numbers, both included */
  from!: string;
  to!: string;
  count!: number;
  root!: string;
  supplementary!: boolean;
}

export class StepOwnerDto {
  id!: string;
  name!: string;
}

export class StepDto {
  id!: string;
  /** the phase's id in the recipe */
  phase!: string;
  position!: number;
  @ApiProperty({
    enum: [
      ...['scan', 'instruction', 'entry', 'calculation', 'program', 'wait', 'decision', 'review'],
      ...['clearance', 'material', 'measure', 'sample', 'result', 'compare', 'label'],
    ],
  })
  kind!: string;
  /** like the titles of what it asks for, in the language that was asked for, where the recipe has it; else in the recipe's own */
  title!: string;
  instruction!: string;
  operation!: string;
  operationTitle!: string;
  /** blocks of the procedure around it, outermost first */
  blocks!: StepBlockDto[];
  unitProcedure!: string;
  /** id of the unit that it runs on, from its start; null by hand */
  @nullable('string') unit!: string | null;
  @ApiProperty({ enum: STEP_STATES }) state!: string;
  /** the next one in forced order, with its unit bound where it has one: it may be started */
  available!: boolean;
  /** to be sent as `seen` */
  version!: number;
  @nullable('string') startedAt!: string | null;
  @nullable('string') endedAt!: string | null;
  /** what is typed or captured: of a clearance its checks, of a comparison `in-line` and `at-line`; of a measurement its means */
  fields!: FieldDto[];
  scans!: ScanDueDto[];
  options!: OptionDto[];
  monitors!: MonitorDto[];
  /** the option chosen */
  @nullable('string') decision!: string | null;
  @ApiProperty({ nullable: true, type: ProgramRunDto }) run!: ProgramRunDto | null;
  materials!: MaterialDueDto[];
  @ApiProperty({ nullable: true, type: MeasureDto }) measure!: MeasureDto | null;
  /** of a sampling step, and of the one that records its result */
  @ApiProperty({ nullable: true, type: SampleDto }) sample!: SampleDto | null;
  /** when a result is due; null where nothing is timed, or its sample not yet taken */
  @nullable('string') dueAt!: string | null;
  labels!: LabelDto[];
  /** result of a calculation or offset of a comparison, with its limits */
  @ApiProperty({ nullable: true, type: FieldDto }) result!: FieldDto | null;
  /** every entry, corrected ones included */
  entries!: EntryDto[];
  captures!: CaptureDto[];
  exceptions!: ExceptionDto[];
  evidence!: EvidenceDto[];
  notes!: NoteDto[];
  files!: AttachmentDto[];
  /** what the instruction shows, and what people work by */
  pictures!: PictureDto[];
  documents!: DocumentDto[];
  /** titles of those that whoever does or verifies it is trained in */
  skills!: string[];
  /** in the order in which they are due; first missing first */
  signaturesDue!: SignatureDueDto[];
  signatures!: SignatureDto[];
  /** while a signature of the step is due */
  @ApiProperty({ nullable: true, type: SigningContentDto }) signing!: SigningContentDto | null;
  /** while the step is held */
  @ApiProperty({ nullable: true, type: SigningContentDto }) restart!: SigningContentDto | null;
  /** who works on it; others take it over first. Null where nobody does */
  @ApiProperty({ nullable: true, type: StepOwnerDto }) owner!: StepOwnerDto | null;
  /** names of the entries that may be corrected now */
  correctable!: string[];
  /** a supervisor may say that it is not done */
  skippable!: boolean;
  /** the step as it stands: what a second person signs (`witnessed`) or a supervisor who sets it aside (`override`) */
  @ApiProperty({ nullable: true, type: SigningContentDto }) witness!: SigningContentDto | null;
  /** what its unit waits for a person to say; no part of the record */
  @ApiProperty({ type: [PromptDto], required: false }) prompts?: PromptDto[];
}

export class UnitProcedureDto {
  id!: string;
  title!: string;
  /** code of the class; null: by hand, no unit is bound for it */
  @nullable('string') unitClass!: string | null;
  /** `bound`: on its unit; `open`: its turn has come, by hand or on a unit that is still to be bound */
  @ApiProperty({ enum: ['idle', 'bound', 'open', 'complete'] }) state!: string;
}

export class BatchUnitDto {
  id!: string;
  code!: string;
}

export class BatchRecipeDto {
  id!: string;
  code!: string;
  title!: string;
  version!: number;
  hash!: string;
}

export class BatchStepDto {
  id!: string;
  phase!: string;
  title!: string;
  state!: string;
}

export class BatchSummaryDto {
  id!: string;
  code!: string;
  /** what it is a record of; only a patient batch has a patient */
  type!: string;
  @ApiProperty({
    enum: ['idle', 'running', 'holding', 'held', 'complete', 'stopping', 'stopped', 'aborting', 'aborted'],
  })
  state!: string;
  product!: string;
  @nullable('string') patient!: string | null;
  @nullable('string') coi!: string | null;
  recipe!: BatchRecipeDto;
  /** bound now */
  @ApiProperty({ nullable: true, type: BatchUnitDto }) unit!: BatchUnitDto | null;
  /** the step at hand */
  @ApiProperty({ nullable: true, type: BatchStepDto }) step!: BatchStepDto | null;
  exceptions!: number;
  /** exceptions that wait for a comment or an answer */
  openExceptions!: number;
  issuedAt!: string;
  @nullable('string') endedAt!: string | null;
}

/** An approved block that a signature may insert. */
export class AdHocBlockDto {
  id!: string;
  title!: string;
  max!: number;
  used!: number;
  /** role that signs */
  sign!: string;
  /** what its signature signs, while it may be inserted */
  @ApiProperty({ nullable: true, type: SigningContentDto }) signing!: SigningContentDto | null;
}

export class YieldedLotDto {
  lot!: string;
  material!: string;
  expiresAt!: string;
}

export class BoundUnitDto extends BatchUnitDto {
  unitProcedure!: string;
  /** in a unit that is used by position */
  @nullable('string') position!: string | null;
  /** that was put in for it; null where its class asks for none */
  @ApiProperty({ nullable: true, type: KitDto }) kit!: KitDto | null;
  /** what a supervisor signs to put another in its place */
  replacement!: SigningContentDto;
}

/** The whole batch as its people see it. */
export class BatchDto extends BatchSummaryDto {
  @nullable('string') order!: string | null;
  site!: string;
  @nullable('string') sponsor!: string | null;
  unitProcedures!: UnitProcedureDto[];
  /** all that hold it now: parallel unit procedures have one each */
  units!: BoundUnitDto[];
  /** in forced order */
  steps!: StepDto[];
  windows!: WindowDto[];
  timers!: TimerDto[];
  events!: EventDto[];
  /** of no single step */
  exceptionsOfBatch!: ExceptionDto[];
  /** of the batch as a whole */
  notes!: NoteDto[];
  adHoc!: AdHocBlockDto[];
  /** why quality holds it: nothing of it may be released, shipped or used */
  @nullable('string') qualityHold!: string | null;
  /** what a prepared-material record made */
  @ApiProperty({ nullable: true, type: YieldedLotDto }) lot!: YieldedLotDto | null;
  /** what signatures on the batch as a whole sign: a quality hold, an abort */
  signing!: SigningContentDto;
  @nullable('string') heldBecause!: string | null;
  /** minutes after which a stated time is a late entry */
  statedWithin!: number;
  /** while the batch is held */
  @ApiProperty({ nullable: true, type: SigningContentDto }) restart!: SigningContentDto | null;
}
