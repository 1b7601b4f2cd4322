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
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { RECORD_TYPES, type RecordType } from '../../definition/recipes/domain/index.js';
import { IsInstant } from '../../platform/http/index.js';
import { GivenKitDto } from '../../plant/equipment/index.js';
import { SigningDto } from '../../trust/signatures/index.js';

export class GivenParameterDto {
  @IsString() @Length(1, 100) parameter!: string;
  /** decimal in plain notation */
  @Matches(/^-?\d{1,15}(\.\d{1,15})?$/) value!: string;
  /** UCUM code that converts to the parameter's */
  @IsString() @Length(1, 50) unit!: string;
}

/** Makes a record of an effective recipe version: a patient's batch for an order, anything else at a site. */
export class IssueBatchDto {
  /** id of the therapy order; of a patient batch alone */
  @IsOptional() @IsUUID() order?: string;
  /** code of the site, where there is no order */
  @IsOptional() @IsString() @Length(1, 50) site?: string;
  /** what it is a record of; the recipe's own type where absent. Any recipe may make engineering and training records */
  @IsOptional() @IsIn(RECORD_TYPES) type?: RecordType;
  /** values of the recipe's parameters that are the patient's, by id: `{ value: '71.5', unit: 'kg' }` */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => GivenParameterDto)
  parameters?: GivenParameterDto[];
  /** code of the recipe, or id of one of its versions; it must be effective */
  @IsString() @Length(1, 100) recipe!: string;
}

/** Locks a unit to the batch, from the label that was scanned on it. */
export class BindUnitDto {
  @IsString() @Length(1, 100) unitProcedure!: string;
  @IsString() @Length(1, 200) scanned!: string;
  /** in a unit that is used by position */
  @IsOptional() @IsString() @Length(1, 50) position?: string;
  /** of a unit whose class asks for a new kit. One of another type, expired or used is put on record as a near miss, and refused */
  @IsOptional() @ValidateNested() @Type(() => GivenKitDto) kit?: GivenKitDto;
}

/** Every command on a step names the version of it that the person saw; a stale one is refused with `step.stale`. */
export class StepCommandDto {
  @IsInt() @Min(1) seen!: number;
}

/** What a person says to what the unit waits for. */
export class ReplyDto {
  /** code of one of the answers that are permitted */
  @IsString() @Length(1, 60) answer!: string;
}

/** An act that may have happened before now. */
export class StatedDto extends StepCommandDto {
  /** when it happened, `2026-11-22T12:45:04.123Z`; left out, it happens now */
  @IsOptional() @Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) @IsInstant() at?: string;
  /** due where it happened longer ago than the recipe allows, and where a value takes the place of an earlier one */
  @IsOptional() @IsString() @Length(3, 1000) reason?: string;
  /** due where it is late: a second person's, meaning `witnessed`, over the step's `witness` */
  @IsOptional() @ValidateNested() @Type(() => SigningDto) signing?: SigningDto;
}

export class ScanDto extends StatedDto {
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

/** A value, or that there is none here. */
export class EntryValueDto {
  @IsString() @Length(1, 100) field!: string;
  /** a decimal in plain notation, a text, a choice's id, or `true` | `false`, by the field's type */
  @ValidateIf(({ notApplicable }: EntryValueDto) => notApplicable === undefined)
  @IsString()
  @IsNotEmpty()
  @Length(1, 2000)
  value?: string;
  /** UCUM code, of a number alone; it must be the field's */
  @IsOptional() @IsString() @Length(1, 50) unit?: string;
  /** in place of a value; `reason` says why */
  @IsOptional() @IsIn([true]) notApplicable?: true;
}

export class EntriesDto extends StatedDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => EntryValueDto)
  values!: EntryValueDto[];
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

export class DecideDto extends StatedDto {
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
