import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsInt, IsUUID, Length, Max, Min, ValidateIf, ValidateNested } from 'class-validator';
import { SigningDto } from '../../trust/signatures/index.js';

/** That records of a site, of a product, or of both stay for so many years after the end or the expiry of their batch. */
export class DefineRecordRuleDto {
  /** id; null: of every site */
  @ApiProperty({ nullable: true, type: 'string' })
  @ValidateIf(({ site }: DefineRecordRuleDto) => site !== null)
  @IsUUID()
  site!: string | null;
  /** null: of every product */
  @ApiProperty({ nullable: true, type: 'string' })
  @ValidateIf(({ product }: DefineRecordRuleDto) => product !== null)
  @Length(1, 200)
  product!: string | null;
  /** more than what holds now: nobody can make it less */
  @IsInt() @Min(1) @Max(999) years!: number;
  @Length(3, 1000) reason!: string;
}

export class RecordRuleDto {
  @ApiProperty({ nullable: true, type: 'string' }) site!: string | null;
  @ApiProperty({ nullable: true, type: 'string' }) product!: string | null;
  years!: number;
  definedAt!: string;
}

export class RecordRulesDto {
  /** of each record that no rule makes longer */
  least!: number;
  rules!: RecordRuleDto[];
}

export class SignedHoldDto {
  @Length(3, 2000) reason!: string;
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
}

/** A time in which nothing of a record might go. */
export class LegalHoldDto {
  reason!: string;
  placedAt!: string;
  /** name */
  placedBy!: string;
  @ApiProperty({ nullable: true, type: 'string' }) liftedAt!: string | null;
  @ApiProperty({ nullable: true, type: 'string' }) liftedBy!: string | null;
  @ApiProperty({ nullable: true, type: 'string' }) liftReason!: string | null;
}

/** What is shown and signed when a hold is placed or lifted. */
export class HoldContentDto {
  hash!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) content!: Record<string, unknown>;
}

/** How long the record of a batch stays, and what holds it beyond that. */
export class KeptDto {
  /** years after the end of the batch, or after its expiry where that is later */
  years!: number;
  /** null while the batch is not over */
  @ApiProperty({ nullable: true, type: 'string' }) until!: string | null;
  /** the one that stands */
  @ApiProperty({ nullable: true, type: LegalHoldDto }) hold!: LegalHoldDto | null;
  /** the newest first */
  holds!: LegalHoldDto[];
  signing!: HoldContentDto;
}
