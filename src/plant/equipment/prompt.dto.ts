import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsUUID, Matches } from 'class-validator';
import { CODE } from '../../trust/organisation/index.js';

export class PromptsQuery {
  /** code of a unit */
  @IsOptional() @Matches(CODE) unit?: string;
  @IsOptional() @IsUUID() batch?: string;
}

/** What may be said to the unit. */
export class PromptAnswerDto {
  code!: string;
  title!: string;
  /** `supervisor`: they alone may say it */
  @ApiProperty({ enum: ['operator', 'supervisor'] }) by!: string;
}

/** What a unit waits for a person to say. */
export class PromptDto {
  id!: string;
  /** id of the unit */
  unit!: string;
  unitCode!: string;
  /** of who holds the unit; null for nobody: then it is answered at the unit alone */
  @ApiProperty({ nullable: true, type: String }) batch!: string | null;
  /** whose program the unit runs; null for none of the batch's */
  @ApiProperty({ nullable: true, type: String }) step!: string | null;
  /** as the unit says it */
  code!: string;
  text!: string;
  /** as its class says of the code; null for a code that it does not know */
  @ApiProperty({ nullable: true, type: String }) title!: string | null;
  @ApiProperty({ nullable: true, type: String }) cause!: string | null;
  /** since when, by the unit's clock */
  since!: string;
  /** none for a code that the class does not know */
  answers!: PromptAnswerDto[];
  /** an answer that is on its way to the unit */
  @ApiProperty({ nullable: true, type: String }) sent!: string | null;
}
