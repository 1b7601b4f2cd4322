import { ApiProperty } from '@nestjs/swagger';

const nullable = (type: 'string' | 'number' | 'boolean'): PropertyDecorator => ApiProperty({ nullable: true, type });

/** Both ends included; null where that side is open. */
export class LimitsDto {
  @nullable('string') low!: string | null;
  @nullable('string') high!: string | null;
}

export class EntryDto {
  id!: string;
  field!: string;
  /** decimal, text, choice id, `true` | `false`, or what was scanned; null where a capture found no good reading */
  @nullable('string') value!: string | null;
  @nullable('string') unit!: string | null;
  /** `assigned`: given by the server, as a sample's id or a label's code */
  @ApiProperty({ enum: ['typed', 'captured', 'calculated', 'scanned', 'assigned'] }) source!: string;
  @ApiProperty({ enum: ['within', 'alert', 'action', 'unknown'], nullable: true, type: String }) verdict!:
    string | null;
  by!: string;
  at!: string;
  /** the entry that took its place, by correction before signing */
  @nullable('string') supersededBy!: string | null;
  @nullable('string') reason!: string | null;
}

/** The evidence behind a captured value. */
export class CaptureDto {
  entry!: string;
  unit!: string;
  tag!: string;
  @ApiProperty({ enum: ['last', 'mean', 'min', 'max'] }) aggregate!: string;
  from!: string;
  to!: string;
  @ApiProperty({ enum: ['good', 'bad', 'stale'] }) quality!: string;
  @nullable('string') sourceTime!: string | null;
  /** arrival numbers of the readings it rests on, as decimal text */
  arrivals!: string[];
}

export class ChoiceDto {
  id!: string;
  title!: string;
}

/** One value that the step asks for, with what stands in it now. */
export class FieldDto {
  id!: string;
  title!: string;
  @ApiProperty({ enum: ['number', 'text', 'boolean', 'choice'] }) type!: string;
  @nullable('string') unit!: string | null;
  @nullable('number') decimals!: number | null;
  choices!: ChoiceDto[];
  @ApiProperty({ nullable: true, type: LimitsDto }) alert!: LimitsDto | null;
  @ApiProperty({ nullable: true, type: LimitsDto }) action!: LimitsDto | null;
  @nullable('string') criticality!: string | null;
  /** the tag that gives it; such a field is captured, never typed */
  @nullable('string') tag!: string | null;
  /** its place on a curve: ISO 8601 since the curve's start */
  @nullable('string') at!: string | null;
  @ApiProperty({ nullable: true, type: EntryDto }) entry!: EntryDto | null;
  @ApiProperty({ nullable: true, type: CaptureDto }) capture!: CaptureDto | null;
}

export class ScanDueDto {
  id!: string;
  title!: string;
  @ApiProperty({ enum: ['unit', 'coi', 'patient'] }) expects!: string;
  @nullable('string') scannedAt!: string | null;
}

/** A lot that the step asks for; each entry is null until it is on record. */
export class MaterialDueDto {
  id!: string;
  title!: string;
  critical!: boolean;
  @ApiProperty({ nullable: true, type: EntryDto }) lot!: EntryDto | null;
  /** YYYY-MM-DD, good to the end of that day in site time */
  @ApiProperty({ nullable: true, type: EntryDto }) expiry!: EntryDto | null;
  @ApiProperty({ nullable: true, type: EntryDto }) status!: EntryDto | null;
}

/** One count: a value of each field, as it stands now. */
export class CountDto {
  /** counted over all rounds, from 1 */
  n!: number;
  round!: number;
  entries!: EntryDto[];
}

/** How far the last full round of a field scatters. */
export class ScatterDto {
  field!: string;
  /** largest allowed, in percent; null where none is */
  @nullable('string') max!: string | null;
  @ApiProperty({ nullable: true, type: EntryDto }) entry!: EntryDto | null;
}

/** A measurement by replicates; its means stand in the step's `fields`. */
export class MeasureDto {
  /** counts that make a round */
  replicates!: number;
  /** rounds that may be counted again */
  recounts!: number;
  /** the round at hand, from 1 */
  round!: number;
  /** counts still due in it */
  due!: number;
  counts!: CountDto[];
  cvs!: ScatterDto[];
}

/** The sample that a step takes, or whose result it records. */
export class SampleDto {
  /** given when its step starts; to be confirmed from the container's label by scan `sample` */
  @nullable('string') id!: string | null;
  container!: string;
  @nullable('string') confirmedAt!: string | null;
}

export class LabelCopyDto {
  /** `<label>.<k>`, the name of its scan */
  id!: string;
  /** what its scan must read; null before the step's start */
  @nullable('string') code!: string | null;
  /** the specimen, line by line; none before the step's start */
  lines!: string[];
  @nullable('string') scannedAt!: string | null;
}

/** Labels of one kind: issued, scanned back copy by copy, then reconciled. */
export class LabelDto {
  id!: string;
  title!: string;
  copies!: LabelCopyDto[];
  /** numbers of labels; null until reconciled */
  @nullable('number') printed!: number | null;
  @nullable('number') applied!: number | null;
  @nullable('number') destroyed!: number | null;
}

export class MonitorDto {
  tag!: string;
  unit!: string;
  @ApiProperty({ nullable: true, type: LimitsDto }) alert!: LimitsDto | null;
  action!: LimitsDto;
  delay!: string;
  staleAfter!: string;
  criticality!: string;
}

export class OptionDto {
  id!: string;
  title!: string;
  @ApiProperty({ enum: ['continue', 'stop'] }) then!: string;
}

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
  @ApiProperty({ enum: ['wait', 'window-alert', 'window-late', 'result-due'] }) purpose!: string;
  /** id of the window, where it is one's */
  @nullable('string') window!: string | null;
  dueAt!: string;
  @ApiProperty({ enum: ['running', 'fired', 'cancelled'] }) state!: string;
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
  title!: string;
  instruction!: string;
  operation!: string;
  unitProcedure!: string;
  @ApiProperty({ enum: ['idle', 'running', 'held', 'completing', 'complete', 'stopped'] }) state!: string;
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
  /** in the order in which they are due; first missing first */
  signaturesDue!: SignatureDueDto[];
  signatures!: SignatureDto[];
  /** while a signature of the step is due */
  @ApiProperty({ nullable: true, type: SigningContentDto }) signing!: SigningContentDto | null;
  /** while the step is held */
  @ApiProperty({ nullable: true, type: SigningContentDto }) restart!: SigningContentDto | null;
}

export class UnitProcedureDto {
  id!: string;
  title!: string;
  /** code of the class; null: by hand, no unit is bound for it */
  @nullable('string') unitClass!: string | null;
  /** `bound`: on its unit; `open`: by hand, and its turn has come */
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
  @ApiProperty({ enum: ['idle', 'running', 'held', 'complete', 'stopped'] }) state!: string;
  product!: string;
  patient!: string;
  coi!: string;
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

/** The whole batch as its people see it. */
export class BatchDto extends BatchSummaryDto {
  order!: string;
  site!: string;
  @nullable('string') sponsor!: string | null;
  unitProcedures!: UnitProcedureDto[];
  /** in forced order */
  steps!: StepDto[];
  timers!: TimerDto[];
  events!: EventDto[];
  /** of no single step */
  exceptionsOfBatch!: ExceptionDto[];
  @nullable('string') heldBecause!: string | null;
  /** while the batch is held */
  @ApiProperty({ nullable: true, type: SigningContentDto }) restart!: SigningContentDto | null;
}
