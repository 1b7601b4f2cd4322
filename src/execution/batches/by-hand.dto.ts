import { ApiProperty } from '@nestjs/swagger';
import { EntryDto, nullable } from './field.dto.js';

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
