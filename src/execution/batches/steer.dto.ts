import { Type } from 'class-transformer';
import { IsDefined, IsInt, IsOptional, IsString, IsUUID, Length, Min, ValidateNested } from 'class-validator';
import { GivenKitDto } from '../../plant/equipment/index.js';
import { SigningDto } from '../../trust/signatures/index.js';

/** A reason, and the signature of whoever decides. */
export class SignedReasonDto {
  @IsString() @Length(1, 2000) reason!: string;
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
}

/** Puts in a block that the recipe approved for such cases; signed with the meaning `approved`. */
export class InsertBlockDto extends SignedReasonDto {
  /** id of the ad-hoc block in the recipe */
  @IsString() @Length(1, 100) block!: string;
}

export class RecipeChangeQueryDto {
  /** id of the version to go on by */
  @IsUUID() version!: string;
  /** id of the phase from which on */
  @IsString() @Length(1, 100) from!: string;
}

/** Lets a running batch go on by a newer version; quality signs with the meaning `approved`. */
export class ChangeRecipeDto extends SignedReasonDto {
  @IsUUID() version!: string;
  @IsString() @Length(1, 100) from!: string;
}

/** Moves a unit procedure from a unit that failed to another; a supervisor signs with the meaning `replace`. */
export class ReplaceUnitDto extends SignedReasonDto {
  @IsString() @Length(1, 100) unitProcedure!: string;
  /** the label of the unit that failed */
  @IsString() @Length(1, 200) scannedOld!: string;
  /** the label of the unit that takes its place */
  @IsString() @Length(1, 200) scanned!: string;
  /** in a unit that is used by position */
  @IsOptional() @IsString() @Length(1, 50) position?: string;
  /** of a unit whose class asks for a new kit */
  @IsOptional() @ValidateNested() @Type(() => GivenKitDto) kit?: GivenKitDto;
}

export class PauseDto {
  @IsInt() @Min(1) seen!: number;
  @IsString() @Length(1, 2000) reason!: string;
}
