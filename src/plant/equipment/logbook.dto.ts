import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { BeginsWithInstant, IsInstant } from '../../platform/http/index.js';
import { CODE } from '../../trust/organisation/index.js';
import { UpkeepSignatureDto } from './upkeep.dto.js';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const CURSOR = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z_[0-9a-f-]{36}_\d{1,10}$/;

export class RoomLogbookParams {
  @Matches(CODE) code!: string;
  @Matches(CODE) room!: string;
}

export class LogbookQuery {
  /** written at or after it, `2026-11-22T12:45:04.123Z` */
  @IsOptional() @Matches(INSTANT) @IsInstant() from?: string;
  /** written before it */
  @IsOptional() @Matches(INSTANT) @IsInstant() until?: string;
  /** `next` of the page before */
  @IsOptional() @Matches(CURSOR) @BeginsWithInstant() cursor?: string;
  /** lines of a page, 100 where none is given */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(500) limit?: number;
}

export class LoggedByDto {
  name!: string;
  role!: string;
}

export class LogbookEntryDto {
  /** code of the unit */
  unit!: string;
  /** of the fact on the unit's stream */
  seq!: number;
  /** of the fact: `unit.cleaned`, `unit.bound`, `command.failed`, … */
  type!: string;
  /** when it was written; the order of the logbook */
  at!: string;
  /** when it happened, where that was stated otherwise */
  happenedAt!: string;
  /** the site's */
  zone!: string;
  by!: LoggedByDto;
  /** the batch that it was about; null for none, and for one that is not yours to see */
  batch!: string | null;
  /** what the fact says */
  values!: object;
  /** of an act of upkeep: its performer's, then its verifier's */
  signatures!: UpkeepSignatureDto[];
  /** why the second person refused an act of upkeep: it stands here struck out, and has no effect; null of any other */
  refused!: string | null;
  /** an act of upkeep that waits for its verifier */
  waits!: boolean;
}

export class LogbookDto {
  entries!: LogbookEntryDto[];
  /** where the next page begins; null after the last */
  next!: string | null;
}
