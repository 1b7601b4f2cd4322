import { Type } from 'class-transformer';
import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ALARM_PRIORITIES, type AlarmPriority } from '../../definition/unit-classes/domain/index.js';
import { CODE } from '../../trust/organisation/index.js';

const ID = /^[0-9a-f-]{36}\.[a-z0-9-]{1,80}(\.[0-9a-f]{12})?$/;
const CURSOR = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z_[0-9a-f-]{36}$/;
const LENGTH = /^P(?:\d{1,2}D)?(?:T(?=\d)(?:\d{1,3}H)?(?:\d{1,5}M)?(?:\d{1,6}S)?)?$/;
export const LISTS = ['active', 'shelved', 'suppressed', 'out-of-service'] as const;
export type AlarmList = (typeof LISTS)[number];

export class AlarmParams {
  @Matches(ID) id!: string;
}

export class AlarmsQuery {
  /** `active`: what is announced, and what returned before anybody acknowledged it */
  @ApiProperty({ enum: LISTS })
  @IsIn(LISTS)
  list!: AlarmList;
  /** code of a unit */
  @IsOptional() @Matches(CODE) unit?: string;
  @IsOptional() @IsUUID() room?: string;
  @IsOptional() @IsUUID() batch?: string;
}

export class AlarmHistoryQuery {
  @IsOptional() @Matches(CODE) unit?: string;
  @IsOptional() @IsUUID() room?: string;
  @IsOptional() @IsUUID() batch?: string;
  /** `next` of the page before */
  @IsOptional() @Matches(CURSOR) cursor?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class AcknowledgeDto {
  /** the one that was seen: what was raised anew since is another */
  @IsUUID() occurrence!: string;
  @IsOptional() @Length(1, 500) comment?: string;
}

export class AlarmReasonDto {
  @Length(3, 500) reason!: string;
}

export class ShelveDto extends AlarmReasonDto {
  /** ISO 8601, at most `PT8H` */
  @Matches(LENGTH) length!: string;
}

export class AnswerParams {
  @Matches(/^[A-Za-z0-9_-]{40,50}$/) token!: string;
}

export class SiteParams {
  @Matches(CODE) site!: string;
}

export class ContactDto {
  @Length(1, 100) name!: string;
  @IsIn(['webhook', 'mail']) kind!: 'webhook' | 'mail';
  /** a URL, or an address; empty for whoever may not define the escalation */
  @IsString() @MaxLength(500) target!: string;
}

export class DutyDto {
  /** 1 Monday … 7 Sunday */
  @IsArray() @ArrayMaxSize(7) @IsInt({ each: true }) @Min(1, { each: true }) @Max(7, { each: true }) days!: number[];
  /** time of day at the site, `19:00`; past midnight where `until` is earlier */
  @Matches(/^\d\d:\d\d$/) from!: string;
  @Matches(/^\d\d:\d\d$/) until!: string;
  @Length(1, 100) contact!: string;
}

export class EscalationStepDto {
  /** after the announcement, ISO 8601 */
  @Matches(LENGTH) after!: string;
  @ApiProperty({ enum: ALARM_PRIORITIES, isArray: true })
  @IsArray()
  @IsIn(ALARM_PRIORITIES, { each: true })
  priorities!: AlarmPriority[];
  /** names of contacts, or `rota` */
  @IsArray() @ArrayMaxSize(20) @Length(1, 100, { each: true }) to!: string[];
}

export class EscalationDto {
  @IsArray() @ArrayMaxSize(100) @ValidateNested({ each: true }) @Type(() => ContactDto) contacts!: ContactDto[];
  @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => DutyDto) rota!: DutyDto[];
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => EscalationStepDto)
  steps!: EscalationStepDto[];
}

export class WithheldDto {
  reason!: string;
  /** null where the system did it */
  by!: string | null;
  since!: string;
  until!: string | null;
}

/** One time that an alarm was raised. */
export class OccurrenceDto {
  id!: string;
  alarm!: string;
  /** code of the unit; null where the alarm groups many */
  unit!: string | null;
  code!: string;
  title!: string;
  @ApiProperty({ enum: ALARM_PRIORITIES }) priority!: string;
  message!: string;
  /** batches that held the unit */
  batches!: string[];
  /** codes of grouped units */
  units!: string[];
  /** those of them that are no part of it any more, while it stands */
  unitsLeft!: string[];
  raisedAt!: string;
  /** null where it was withheld all the time */
  announcedAt!: string | null;
  acknowledgedAt!: string | null;
  acknowledgedBy!: string | null;
  comment!: string | null;
  /** seconds from the announcement to the acknowledgement */
  responseSeconds!: number | null;
  returnedAt!: string | null;
  /** said from outside the room, which is no acknowledgement */
  answeredAt!: string | null;
  answeredBy!: string | null;
  escalated!: number;
  /** the last step of escalation for which nobody was on duty; 0 where there was none */
  unattended!: number;
}

export class AlarmDto {
  id!: string;
  unit!: string | null;
  room!: string | null;
  code!: string;
  title!: string;
  @ApiProperty({ enum: ALARM_PRIORITIES }) priority!: string;
  /** these four null where nobody has rationalised it */
  cause!: string | null;
  consequence!: string | null;
  response!: string | null;
  respondWithin!: string | null;
  latched!: boolean;
  state!: string;
  /** whether its cause is there, also while it is withheld */
  active!: boolean;
  /** null where it was never raised */
  since!: string | null;
  withheld!: WithheldDto | null;
  /** how often it has been shelved since it last was normal */
  shelved!: number;
  occurrence!: OccurrenceDto | null;
}

/** Alarms announced in ten minutes (EEMUA 191), of the last 24 hours. */
export class FloodDto {
  now!: number;
  worst!: number;
  /** 1 or less is manageable */
  average!: number;
  /** more than ten in the last ten minutes */
  flood!: boolean;
}

export class AlarmSummaryDto {
  /** announced, by priority */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' } }) active!: Record<string, number>;
  unacknowledged!: number;
  shelved!: number;
  suppressed!: number;
  outOfService!: number;
  flood!: FloodDto;
}

export class AlarmsDto {
  at!: string;
  summary!: AlarmSummaryDto;
  alarms!: AlarmDto[];
}

export class AlarmHistoryDto {
  occurrences!: OccurrenceDto[];
  next!: string | null;
}

export class AlarmFactDto {
  seq!: number;
  type!: string;
  at!: string;
  /** who: a person's name, or the system's part */
  by!: string;
  reason!: string | null;
  values!: object;
}

export class AlarmDeliveryDto {
  id!: string;
  occurrence!: string;
  contact!: string;
  @ApiProperty({ enum: ['webhook', 'mail'] }) kind!: string;
  attempts!: number;
  dueAt!: string;
  deliveredAt!: string | null;
  failedAt!: string | null;
  error!: string | null;
}

export class AlarmStoryDto {
  alarm!: AlarmDto;
  /** the last 20, the newest first */
  occurrences!: OccurrenceDto[];
  /** the last 200 facts, the newest first */
  story!: AlarmFactDto[];
  deliveries!: AlarmDeliveryDto[];
}

export class AnsweredDto {
  answered!: boolean;
}
