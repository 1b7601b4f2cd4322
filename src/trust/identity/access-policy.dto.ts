import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsDefined,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { SIGNING_MODES, type SigningMode } from './domain/index.js';

export class PasswordPolicyDto {
  /** characters at least */
  @IsInt() @Min(12) @Max(64) least!: number;
  /** so many former passwords may not come again */
  @IsInt() @Min(0) @Max(24) remembered!: number;
  /** days after which a password must be changed; null: never by age alone */
  @ValidateIf((policy: PasswordPolicyDto) => policy.maxAgeDays !== null)
  @IsInt()
  @Min(30)
  @Max(730)
  maxAgeDays!: number | null;
}

export class LockoutPolicyDto {
  /** failures within the window that lock a person */
  @IsInt() @Min(3) @Max(10) failures!: number;
  @IsInt() @Min(5) @Max(60) windowMinutes!: number;
  /** for so long after the last of them, where nobody unlocks before */
  @IsInt() @Min(15) @Max(1440) lockMinutes!: number;
}

export class SessionPolicyDto {
  /** without its person */
  @IsInt() @Min(1) @Max(60) idleMinutes!: number;
  /** in any case */
  @IsInt() @Min(1) @Max(24) lifetimeHours!: number;
}

export class AccessSettingsDto {
  @IsDefined() @ValidateNested() @Type(() => PasswordPolicyDto) password!: PasswordPolicyDto;
  @IsDefined() @ValidateNested() @Type(() => LockoutPolicyDto) lockout!: LockoutPolicyDto;
  @IsDefined() @ValidateNested() @Type(() => SessionPolicyDto) session!: SessionPolicyDto;
  /** what a signing asks for; left out, it stays as it is */
  @ApiPropertyOptional({ enum: SIGNING_MODES })
  @IsOptional()
  @IsIn(SIGNING_MODES)
  signing?: SigningMode;
}

export class PutAccessPolicyDto extends AccessSettingsDto {
  @Length(1, 500) reason!: string;
}

export class PutCertificationDto {
  /** of the letter to the agency that electronic signatures bind (11.100(c)), as it can be found again */
  @Length(1, 200) reference!: string;
  /** the day it was sent, `2026-11-23` */
  @Matches(/^\d{4}-\d\d-\d\d$/) @IsISO8601({ strict: true }) sentOn!: string;
  @Length(1, 500) reason!: string;
}

export class CertificationDto {
  reference!: string;
  sentOn!: string;
}

export class AccessPolicyDto {
  settings!: AccessSettingsDto;
  certification!: CertificationDto | null;
}

export class EventsQueryDto {
  /** `access`: who came, went and was turned away; `inspection`: what inspectors looked at */
  @IsOptional() @Matches(/^(access|inspection)$/) of?: 'access' | 'inspection';
  /** only what calls for somebody */
  @IsOptional() @Matches(/^(true|false)$/) alerts?: string;
  /** `next` of the page before */
  @IsOptional() @Length(1, 100) cursor?: string;
  @IsOptional() @Matches(/^([1-9]\d?|100)$/) limit?: string;
}

export class SecurityEventDto {
  /** stream and number of the fact */
  id!: string;
  at!: string;
  zone!: string;
  type!: string;
  /** whether it calls for somebody */
  alert!: boolean;
  /** name of who did it, or the part of the server that noticed */
  by!: string;
  role!: string;
  reason!: string | null;
  values!: Record<string, unknown>;
}

export class SecurityEventsDto {
  events!: SecurityEventDto[];
  next!: string | null;
}
