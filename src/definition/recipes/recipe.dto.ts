import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsDefined,
  IsIn,
  IsISO8601,
  IsLowercase,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { SigningDto } from '../../trust/signatures/index.js';

export class DraftRecipeDto {
  /** a recipe, an overlay or a block as YAML, at most 256 KiB */
  @IsString() @MinLength(1) @MaxLength(262_144) text!: string;
}

export class SubmitRecipeDto {
  /** meaning `authored` */
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
  /** id of the change in change control under which this version is made and released */
  @IsString() @Length(1, 100) @Matches(/^\S/) changeControl!: string;
}

export class ApproveRecipeDto {
  /** meaning `checked` for the technical check, `approved` for quality's */
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
  /** each by another person, neither by the author */
  @IsIn(['technical', 'quality']) check!: 'technical' | 'quality';
}

export class SendBackRecipeDto {
  /** meaning `sent back` */
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
  @IsString() @Length(1, 2000) @Matches(/\S/) reason!: string;
}

export class MakeEffectiveDto {
  /** meaning `released` */
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
  /** ids of the sites that may make it; all where absent or null */
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  @IsLowercase({ each: true })
  @ApiProperty({ type: [String], format: 'uuid', nullable: true, required: false })
  sites?: string[] | null;
  /** codes of the markets that it may be made for, as orders name theirs; all where absent or null */
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @Matches(/^[A-Z][A-Z0-9-]{1,9}$/, { each: true })
  @ApiProperty({ type: [String], nullable: true, required: false })
  markets?: string[] | null;
  /** ISO 8601 in UTC with milliseconds, never past; now where absent or null */
  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/)
  @ApiProperty({ type: String, nullable: true, required: false })
  from?: string | null;
}

export class RetireRecipeDto {
  /** meaning `retired` */
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
  @IsString() @Length(1, 2000) @Matches(/\S/) reason!: string;
}

export class CommentRecipeDto {
  /** the step it is about; the whole where absent or null. Of a reply, the step of what it answers */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @ApiProperty({ type: String, nullable: true, required: false })
  phase?: string | null;
  /** id of the comment that this answers, or of another answer to it */
  @IsOptional()
  @IsUUID()
  @ApiProperty({ type: String, format: 'uuid', nullable: true, required: false })
  replyTo?: string | null;
  @IsString() @Length(1, 4000) @Matches(/\S/) text!: string;
}

export class ResolveCommentDto {
  /** how it was answered */
  @IsString() @Length(1, 4000) @Matches(/\S/) resolution!: string;
}
