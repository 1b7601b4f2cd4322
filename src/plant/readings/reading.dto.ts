import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, Length, Matches, Max, Min } from 'class-validator';
import { BeginsWithInstant } from '../../platform/http/index.js';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

export class ReadingsQuery {
  @Length(1, 100) tag!: string;
  /** ISO 8601 in UTC */
  @IsISO8601({ strict: true }) @Matches(INSTANT) from!: string;
  @IsISO8601({ strict: true }) @Matches(INSTANT) to!: string;
  /** at most so many readings, or buckets of them where there are more */
  @IsOptional() @Type(() => Number) @IsInt() @Min(10) @Max(5000) points?: number;
}

export class SpanQuery {
  @IsISO8601({ strict: true }) @Matches(INSTANT) from!: string;
  @IsISO8601({ strict: true }) @Matches(INSTANT) to!: string;
}

/** One reading. Source times are in units of 100 ns since 1970, as text; integers are text too. */
export class ReadingDto {
  tag!: string;
  /** UCUM code */
  ucum!: string | null;
  arrival!: string;
  sourceTime!: string;
  sourceAt!: string;
  @ApiProperty({ oneOf: [{ type: 'number' }, { type: 'string' }, { type: 'boolean' }], nullable: true })
  value!: number | string | boolean | null;
  /** OPC UA StatusCode */
  status!: number;
  quality!: 'good' | 'uncertain' | 'bad';
  receivedAt!: string;
  origin!: 'live' | 'republish' | 'history';
  /** another value stands at the same instant of the tag */
  conflict!: boolean;
}

/** A good number of a trend; integers as the nearest float64, booleans as 0 and 1. */
export class TrendPointDto {
  value!: number;
  /** units of 100 ns since 1970, as text */
  sourceTime!: string;
  sourceAt!: string;
}

/** The highest status of readings that are not good, and when it first came. */
export class TrendWorstDto {
  /** OPC UA StatusCode */
  status!: number;
  sourceTime!: string;
  sourceAt!: string;
}

/** What a tag did in one stretch of time; points are null where nothing is a good number. */
export class TrendBucketDto {
  /** UCUM code of the values */
  @ApiProperty({ nullable: true, type: 'string' }) ucum!: string | null;
  /** where it begins: units of 100 ns since 1970, as text */
  from!: string;
  fromAt!: string;
  /** readings, of which so many are uncertain and bad */
  count!: number;
  uncertain!: number;
  bad!: number;
  low!: TrendPointDto | null;
  high!: TrendPointDto | null;
  first!: TrendPointDto | null;
  last!: TrendPointDto | null;
  worst!: TrendWorstDto | null;
  /** readings are missing in it: a gap that nothing has filled */
  gap!: boolean;
}

/** A week whose readings are no longer here, by the site's retention. */
export class ArchivedDto {
  /** null where it begins with all that was before */
  @ApiProperty({ nullable: true, type: 'string' }) fromAt!: string | null;
  /** excluded */
  toAt!: string;
  detachedAt!: string;
}

/** What was read of a tag over a span: each reading, or where there are more than were asked for, buckets that keep lows and highs. */
export class ReadingSeriesDto {
  /** readings in the span */
  count!: number;
  /** all of them; none where there are buckets */
  readings!: ReadingDto[];
  /** of each bucket: units of 100 ns, as text; null where there are none */
  @ApiProperty({ nullable: true, type: 'string' }) width!: string | null;
  /** in order of time; a stretch without readings has none */
  buckets!: TrendBucketDto[];
  /** weeks with a part in the span whose readings are archived: of these there are buckets of whole minutes alone */
  archived!: ArchivedDto[];
}

export class ExportQuery {
  @IsISO8601({ strict: true }) @Matches(INSTANT) from!: string;
  @IsISO8601({ strict: true }) @Matches(INSTANT) to!: string;
  /** separated by commas; all of the unit where left out */
  @IsOptional() @Length(1, 2000) tags?: string;
}

/** A span without values of these tags; both ends are readings that are there. */
export class GapDto {
  id!: string;
  tags!: string[];
  fromTime!: string;
  toTime!: string;
  fromAt!: string;
  toAt!: string;
  cause!: string;
  state!: 'open' | 'backfilled' | 'accepted';
}

/** A time, of which each side may be open; both ends included. */
export class TimeQuery {
  @IsOptional() @IsISO8601({ strict: true }) @Matches(INSTANT) from?: string;
  @IsOptional() @IsISO8601({ strict: true }) @Matches(INSTANT) to?: string;
}

/** `from` and `to`: when it was received. */
export class RejectsQuery extends TimeQuery {
  /** `next` of the page before */
  @IsOptional() @Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z_[0-9a-f]{32}$/) @BeginsWithInstant() cursor?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

/** `from` and `to`: source times. */
export class ConflictsQuery extends TimeQuery {
  /** `next` of the page before */
  @IsOptional()
  @Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z_\d{1,9}_-?\d{1,18}$/)
  @BeginsWithInstant()
  cursor?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

/** What came and was not stored. */
export class RejectDto {
  /** names it over pages */
  id!: string;
  /** code of why */
  reason!: string;
  /** the tag, topic, metric or alias that it came under */
  source!: string;
  /** base64 of its first bytes; all of them where they are `length` many */
  bytes!: string;
  /** the same as text; null where it is none */
  @ApiProperty({ nullable: true, type: 'string' }) text!: string | null;
  /** of all bytes that came */
  length!: number;
  /** of all bytes that came, hex */
  sha256!: string;
  receivedAt!: string;
}

/** How many more came in a minute and are not kept. */
export class RejectsMoreDto {
  minute!: string;
  count!: number;
  bytes!: number;
}

export class RejectsDto {
  /** newest first */
  rejects!: RejectDto[];
  /** in the time of this page */
  more!: RejectsMoreDto[];
  /** cursor of the next page; null on the last */
  @ApiProperty({ nullable: true, type: 'string' }) next!: string | null;
}

/** `from` and `to`: when it was received. */
export class QuarantineQuery extends TimeQuery {
  /** `next` of the page before */
  @IsOptional()
  @Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z_\d{1,9}_-?\d{1,19}_[0-9a-f]{32}$/)
  @BeginsWithInstant()
  cursor?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

/** A value that is right but for its time: whole, and in no series, trend or verdict. */
export class QuarantinedReadingDto {
  /** names it over pages */
  id!: string;
  /** `time.ahead` or `time.old` */
  reason!: string;
  tag!: string;
  /** UCUM code */
  @ApiProperty({ nullable: true, type: 'string' }) ucum!: string | null;
  @ApiProperty({ oneOf: [{ type: 'number' }, { type: 'string' }, { type: 'boolean' }], nullable: true })
  value!: number | string | boolean | null;
  /** OPC UA StatusCode */
  status!: number;
  quality!: 'good' | 'uncertain' | 'bad';
  /** as the unit said it: units of 100 ns since 1970, as text */
  sourceTime!: string;
  /** the same as an instant; years after 9999 and before 0 have six digits and a sign */
  sourceAt!: string;
  /** of an OPC UA server's clock: units of 100 ns since 1970, as text */
  @ApiProperty({ nullable: true, type: 'string' }) serverTime!: string | null;
  receivedAt!: string;
  origin!: 'live' | 'republish' | 'history';
}

/** How many more values of a wrong clock came in a minute and are not kept. */
export class QuarantinedMoreDto {
  minute!: string;
  count!: number;
}

export class QuarantinedReadingsDto {
  /** what came last first */
  readings!: QuarantinedReadingDto[];
  /** in the time of this page */
  more!: QuarantinedMoreDto[];
  /** cursor of the next page; null on the last */
  @ApiProperty({ nullable: true, type: 'string' }) next!: string | null;
}

/** Different values of one tag at one instant: all are kept, none wins. */
export class ConflictDto {
  tag!: string;
  /** UCUM code */
  @ApiProperty({ nullable: true, type: 'string' }) ucum!: string | null;
  /** units of 100 ns since 1970, as text */
  sourceTime!: string;
  sourceAt!: string;
  foundAt!: string;
  /** in order of arrival; none where they are archived */
  readings!: ReadingDto[];
}

export class ConflictsDto {
  /** the one found last first */
  conflicts!: ConflictDto[];
  /** cursor of the next page; null on the last */
  @ApiProperty({ nullable: true, type: 'string' }) next!: string | null;
}
