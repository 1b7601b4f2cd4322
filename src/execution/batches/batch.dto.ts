import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { SigningDto } from '../../trust/signatures/index.js';

/** Makes a batch of an effective recipe version for an order. */
export class IssueBatchDto {
  /** id of the therapy order */
  @IsUUID() order!: string;
  /** code of the recipe, or id of one of its versions; it must be effective */
  @IsString() @Length(1, 100) recipe!: string;
}

/** Locks a unit to the batch, from the label that was scanned on it. */
export class BindUnitDto {
  @IsString() @Length(1, 100) unitProcedure!: string;
  @IsString() @Length(1, 200) scanned!: string;
}

/** Every command on a step names the version of it that the person saw; a stale one is refused with `step.stale`. */
export class StepCommandDto {
  @IsInt() @Min(1) seen!: number;
}

export class ScanDto extends StepCommandDto {
  /** id of the scan in the recipe; `sample` of a sampling step; `<label>.<k>` of a label's copy */
  @IsString() @Length(1, 100) scan!: string;
  /** what the label said */
  @IsString() @Length(1, 200) scanned!: string;
}

export class FieldValueDto {
  @IsString() @Length(1, 100) field!: string;
  /** a decimal in plain notation, a text, a choice's id, or `true` | `false`, by the field's type */
  @IsString() @IsNotEmpty() @Length(1, 2000) value!: string;
  /** UCUM code, of a number alone; it must be the field's */
  @IsOptional() @IsString() @Length(1, 50) unit?: string;
}

export class EntriesDto extends StepCommandDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => FieldValueDto)
  values!: FieldValueDto[];
  /** due where a value takes the place of an earlier one */
  @IsOptional() @IsString() @Length(3, 1000) reason?: string;
}

/** The lot that goes into the batch. What is expired or not released is put on record as a near miss, and refused. */
export class MaterialDto extends StepCommandDto {
  /** id of the material in the recipe */
  @IsString() @Length(1, 100) material!: string;
  @IsString() @Length(1, 100) lot!: string;
  /** YYYY-MM-DD; good to the end of that day in site time */
  @IsString() @Matches(/^\d{4}-\d{2}-\d{2}$/) expiry!: string;
  @ApiProperty({ enum: ['released', 'quarantine', 'rejected'] })
  @IsIn(['released', 'quarantine', 'rejected'])
  status!: 'released' | 'quarantine' | 'rejected';
  /** due where a lot takes the place of an earlier one */
  @IsOptional() @IsString() @Length(3, 1000) reason?: string;
}

/** One count: a value of each field. With `count`, a correction of that count's values. */
export class CountCommandDto extends StepCommandDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => FieldValueDto)
  values!: FieldValueDto[];
  /** number of the count that is corrected, of the last round alone; left out, the next is counted */
  @IsOptional() @IsInt() @Min(1) count?: number;
  /** due where a count is corrected */
  @IsOptional() @IsString() @Length(3, 1000) reason?: string;
}

/** 211.125: where the labels of one kind went. */
export class ReconcileDto extends StepCommandDto {
  /** id of the label in the recipe */
  @IsString() @Length(1, 100) label!: string;
  @IsInt() @Min(0) @Max(10_000) printed!: number;
  @IsInt() @Min(0) @Max(10_000) applied!: number;
  @IsInt() @Min(0) @Max(10_000) destroyed!: number;
  /** due where it takes the place of an earlier reconciliation */
  @IsOptional() @IsString() @Length(3, 1000) reason?: string;
}

/** Takes fields from the unit's readings now. */
export class CaptureCommandDto extends StepCommandDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  fields!: string[];
  /** due where a capture takes the place of an earlier one */
  @IsOptional() @IsString() @Length(3, 1000) reason?: string;
}

export class DecideDto extends StepCommandDto {
  /** id of the option; the step's signatures sign it */
  @IsString() @Length(1, 100) option!: string;
}

export class SignStepDto extends StepCommandDto {
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
}

/** A supervisor lets a held step go on; `signing.meaning` is `restart`, `signing.hash` that of the step's `restart`. */
export class RestartStepDto extends StepCommandDto {
  @IsString() @Length(3, 1000) comment!: string;
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
}

export class CommentExceptionDto extends StepCommandDto {
  @IsString() @Length(3, 2000) comment!: string;
}

/** A comment on an exception of no step. */
export class CommentDto {
  @IsString() @Length(3, 2000) comment!: string;
}

/** A supervisor's answer; `signing.meaning` is the decision, `signing.hash` that of the exception's `signing`. */
export class AnswerExceptionDto extends StepCommandDto {
  @ApiProperty({ enum: ['continue', 'stop'] }) @IsIn(['continue', 'stop']) decision!: 'continue' | 'stop';
  @IsString() @Length(3, 2000) comment!: string;
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
}

export class HoldBatchDto {
  @IsString() @Length(3, 1000) reason!: string;
}

/** `signing.meaning` is `restart`, `signing.hash` that of the batch's `restart`. */
export class RestartBatchDto {
  @IsString() @Length(3, 1000) comment!: string;
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
}

/** What a command on a batch answers: where the batch and the step now stand. */
export class BatchAnswerDto {
  id!: string;
  code!: string;
  state!: string;
  /** the step that the command was about */
  @ApiProperty({ nullable: true, type: String }) step!: string | null;
  @ApiProperty({ nullable: true, type: String }) stepState!: string | null;
  /** what to send as `seen` next */
  @ApiProperty({ nullable: true, type: Number }) version!: number | null;
  /** exceptions that this command raised */
  exceptions!: string[];
}
