import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsIn, IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { SignatureDto, SigningDto } from '../../trust/signatures/index.js';

export class DraftRecipeDto {
  /** the recipe as YAML, at most 256 KiB */
  @IsString() @MinLength(1) @MaxLength(262_144) text!: string;
}

export class SignRecipeDto {
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
}

export class ApproveRecipeDto extends SignRecipeDto {
  /** which of the two checks this is; each by another person, neither by the author */
  @IsIn(['technical', 'quality']) check!: 'technical' | 'quality';
}

export class RecipeSummaryDto {
  id!: string;
  code!: string;
  version!: number;
  title!: string;
  @ApiProperty({ enum: ['draft', 'in-review', 'approved', 'effective', 'superseded'] }) state!: string;
  /** hex SHA-256 of the recipe as it is executed */
  hash!: string;
  author!: string;
  draftedAt!: string;
  @ApiProperty({ type: String, nullable: true }) effectiveAt!: string | null;
}

/** What is shown before a signature, and the hash that `signing.hash` repeats. */
export class RecipeSigningDto {
  hash!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) content!: object;
}

export class RecipeDto extends RecipeSummaryDto {
  /** YAML as written */
  text!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) content!: object;
  signatures!: SignatureDto[];
  /** what the next signature signs */
  signing!: RecipeSigningDto;
}
