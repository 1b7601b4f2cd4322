import { Type } from 'class-transformer';
import { IsDefined, IsInt, IsNotEmpty, IsOptional, IsString, Length, Min, ValidateNested } from 'class-validator';
import { SigningDto } from '../../trust/signatures/index.js';

/** Why, on a step at the version that the person saw. */
export class StepReasonDto {
  @IsInt() @Min(1) seen!: number;
  @IsString() @Length(3, 1000) reason!: string;
}

/** Another value for one that was typed, once the work of its step is done. */
export class CorrectDto extends StepReasonDto {
  /** name of the entry: a field, `<field>.<n>` of a count, `<material>.lot|expiry|status`, `<label>.printed|applied|destroyed` */
  @IsString() @Length(1, 100) field!: string;
  @IsString() @IsNotEmpty() @Length(1, 2000) value!: string;
  /** UCUM code, of a number alone */
  @IsOptional() @IsString() @Length(1, 50) unit?: string;
}

/** Types what the unit should have given; a second person signs `witnessed` over the step's `witness`. */
export class ReplaceValueDto extends StepReasonDto {
  @IsString() @Length(1, 100) field!: string;
  @IsString() @IsNotEmpty() @Length(1, 100) value!: string;
  @IsString() @Length(1, 50) unit!: string;
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
}

/** A supervisor says that a step is not done, and signs `override` over the step's `witness`. */
export class SkipDto extends StepReasonDto {
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
}
