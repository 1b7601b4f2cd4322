import { ApiProperty } from '@nestjs/swagger';
import { nullable } from './field.dto.js';

/** A block of the procedure that a step stands in. */
export class StepBlockDto {
  /** the block's id in the recipe */
  id!: string;
  title!: string;
  @ApiProperty({ enum: ['parallel', 'choice', 'loop', 'repeat', 'ad-hoc'] }) kind!: string;
  /** title of the branch or option; null where the block has none */
  @nullable('string') branch!: string | null;
  /** which round of a loop or repeat, or which time of an ad-hoc block */
  @nullable('number') round!: number | null;
}
