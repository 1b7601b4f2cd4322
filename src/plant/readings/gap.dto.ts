import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsUUID, Length, Matches, Max, Min } from 'class-validator';
import type { GapState } from './domain/index.js';
import { GapDto } from './reading.dto.js';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
const STATES = ['open', 'backfilled', 'accepted'] as const satisfies readonly GapState[];

export class GapParams {
  @IsUUID() id!: string;
}

export class GapsQuery {
  /** code of a unit; all where left out */
  @IsOptional() @Length(1, 100) unit?: string;
  /** of the times in which this batch held its units */
  @IsOptional() @IsUUID() batch?: string;
  @IsOptional() @IsIn(STATES) state?: GapState;
  /** that end at or after it */
  @IsOptional() @IsISO8601({ strict: true }) @Matches(INSTANT) from?: string;
  /** that begin at or before it */
  @IsOptional() @IsISO8601({ strict: true }) @Matches(INSTANT) to?: string;
  /** `next` of the page before */
  @IsOptional() @Matches(/^-?\d{1,19}_[0-9a-f-]{36}$/) cursor?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class ReviewGapDto {
  /** what was found: what the gap means for the batch, or why it means nothing */
  @Length(3, 1000) comment!: string;
}

/** Who has accepted that readings are missing, and what they found. */
export class GapReviewDto {
  by!: string;
  role!: string;
  at!: string;
  comment!: string;
}

export class ListedGapDto extends GapDto {
  /** code of the unit */
  unit!: string;
  @ApiProperty({ nullable: true, type: GapReviewDto }) review!: GapReviewDto | null;
}

export class GapsDto {
  /** the one that ended last first */
  gaps!: ListedGapDto[];
  /** cursor of the next page; null on the last */
  @ApiProperty({ nullable: true, type: 'string' }) next!: string | null;
}
