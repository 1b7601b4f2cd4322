import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, Length, Matches, Max, Min } from 'class-validator';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

export class ReadingsQuery {
  @Length(1, 100) tag!: string;
  /** ISO 8601 in UTC */
  @IsISO8601({ strict: true }) @Matches(INSTANT) from!: string;
  @IsISO8601({ strict: true }) @Matches(INSTANT) to!: string;
  /** at most so many readings, chosen to keep lows and highs */
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

export class ReadingSeriesDto {
  /** readings in the span, of which `readings` may be a part */
  count!: number;
  readings!: ReadingDto[];
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

/** A value that came and was not stored. `raw` is its JSON text. */
export class RejectDto {
  reason!: string;
  raw!: string;
  receivedAt!: string;
}
