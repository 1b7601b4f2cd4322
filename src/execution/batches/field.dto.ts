import { ApiProperty } from '@nestjs/swagger';

/** A property that may be null. */
export const nullable = (type: 'string' | 'number' | 'boolean'): PropertyDecorator =>
  ApiProperty({ nullable: true, type });

/** Both ends included; null where that side is open. */
export class LimitsDto {
  @nullable('string') low!: string | null;
  @nullable('string') high!: string | null;
}

/** Where in a device's file an entry stands. */
export class EntryFileDto {
  /** hex SHA-256 of the file's bytes */
  hash!: string;
  row!: number;
  sample!: string;
  /** code and version of the mapping that the file was read by */
  mapping!: string;
  version!: number;
}

export class EntryDto {
  id!: string;
  field!: string;
  /** decimal, text, choice id, `true` | `false`, or what was scanned; null where a capture found no good reading */
  @nullable('string') value!: string | null;
  @nullable('string') unit!: string | null;
  /**
   * `assigned`: given by the server, as a sample's id or a label's code; `manual`: by two people in place of the unit;
   * `not-applicable`: there is none, with a reason; `file`: a device's file gave it
   */
  @ApiProperty({ enum: ['typed', 'captured', 'calculated', 'scanned', 'assigned', 'manual', 'not-applicable', 'file'] })
  source!: string;
  @ApiProperty({ enum: ['within', 'alert', 'action', 'unknown'], nullable: true, type: String }) verdict!:
    string | null;
  by!: string;
  /** when it was so, as stated or at once */
  at!: string;
  /** when it was written */
  recordedAt!: string;
  /** written so long after that two people stand for it */
  late!: boolean;
  /** the corrected entry for whose sake it was computed anew */
  @nullable('string') because!: string | null;
  @ApiProperty({ nullable: true, type: EntryFileDto }) file!: EntryFileDto | null;
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
  /** the step may be finished without it */
  optional!: boolean;
  /** what a yes/no or a choice should say; another answer is an exception. Empty where nothing is expected */
  expects!: string[];
  /** it may be said to have no value here, with a reason */
  mayBeNotApplicable!: boolean;
  /** its place on a curve: ISO 8601 since the curve's start */
  @nullable('string') at!: string | null;
  @ApiProperty({ nullable: true, type: EntryDto }) entry!: EntryDto | null;
  @ApiProperty({ nullable: true, type: CaptureDto }) capture!: CaptureDto | null;
}
