import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  ArrayUnique,
  Equals,
  IsArray,
  IsDefined,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsInstant } from '../../platform/http/index.js';
import { CODE } from '../organisation/index.js';
import { type PersonStatus, type Role, ROLES } from './domain/index.js';
import { PasskeyDto } from './passkey.dto.js';

const USERNAME = /^[a-z][a-z0-9.-]{1,31}$/;
const HASH = /^[0-9a-f]{64}$/;

export class SignInDto {
  /** in capitals or small letters */
  @IsString() @MaxLength(100) username!: string;
  @IsString() @MaxLength(200) password!: string;
}

export class PersonParams {
  @IsUUID() id!: string;
}

export class RoleParams {
  @IsUUID() id!: string;
  @IsIn(ROLES) role!: Role;
}

export class RegisterPersonDto {
  /** unique for ever (11.100(a)) */
  @Matches(USERNAME) username!: string;
  @Length(1, 100) name!: string;
  /** code of the site that the person belongs to */
  @Matches(CODE) site!: string;
  /** to be changed by the person before anything else */
  @IsString() password!: string;
}

export class GrantParams {
  @IsUUID() id!: string;
  @IsUUID() grant!: string;
}

export class ResetParams {
  @IsUUID() id!: string;
  @IsUUID() reset!: string;
}

/** Where and until when a role holds; what is left out narrows nothing. */
export class ReachDto {
  /** codes of rooms of the site: where units may be acted on */
  @IsOptional() @IsArray() @ArrayNotEmpty() @ArrayUnique() @Matches(CODE, { each: true }) rooms?: string[];
  /** codes of sponsors: whose orders, batches and records there are for the person */
  @IsOptional() @IsArray() @ArrayNotEmpty() @ArrayUnique() @Matches(CODE, { each: true }) sponsors?: string[];
  @IsOptional() @IsInstant() until?: string;
}

export class GrantRoleDto extends ReachDto {
  @IsIn(ROLES) role!: Role;
  /** code of a site; without one, the person's own */
  @IsOptional() @Matches(CODE) site?: string;
  /** at every site that there is and will be, in place of one */
  @IsOptional() @Equals(true) everywhere?: true;
  @Length(1, 500) reason!: string;
}

export class ChangeGrantDto extends ReachDto {
  @Length(1, 500) reason!: string;
}

export class AccessReasonDto {
  @Length(1, 500) reason!: string;
}

export class RevokeRoleDto {
  @Length(1, 500) reason!: string;
  /** id of the one grant that goes */
  @IsOptional() @IsUUID() grant?: string;
  /** code of a site; without one and without a grant, the role goes at every site */
  @IsOptional() @Matches(CODE) site?: string;
}

export class DisablePersonDto {
  @Length(1, 500) reason!: string;
}

export class ConfirmIdentityDto {
  /** what was seen, such as `passport`; no number of it */
  @Length(1, 200) evidence!: string;
}

export class ResetPasswordDto {
  @IsString() password!: string;
}

export class ChangePasswordDto {
  @IsString() @MaxLength(200) password!: string;
  @IsString() newPassword!: string;
}

export class SignStatementDto {
  @IsString() @MaxLength(100) username!: string;
  @IsString() @MaxLength(200) password!: string;
  /** hash of the statement that was shown */
  @Matches(HASH) hash!: string;
}

export class SetUpSiteDto {
  @Matches(CODE) code!: string;
  @Length(1, 100) name!: string;
  /** IANA name, such as `Europe/Vienna` */
  @IsString() zone!: string;
}

export class SetUpDto {
  /** as `npm run migrate` printed it */
  @IsString() @MaxLength(100) token!: string;
  @Matches(USERNAME) username!: string;
  @Length(1, 100) name!: string;
  @IsString() password!: string;
  @IsDefined() @ValidateNested() @Type(() => SetUpSiteDto) site!: SetUpSiteDto;
}

export class StatementDto {
  version!: number;
  text!: string;
  hash!: string;
}

export class PersonRefDto {
  id!: string;
  username!: string;
  name!: string;
}

export class RoleGrantDto {
  grant!: string;
  role!: Role;
  /** code of the site; null: at every site */
  site!: string | null;
  /** codes of rooms where units may be acted on; null: in all */
  rooms!: string[] | null;
  /** codes of sponsors; null: of all, and of none */
  sponsors!: string[] | null;
  until!: string | null;
}

export class WaitingResetDto {
  id!: string;
  reason!: string;
  askedBy!: string;
  askedAt!: string;
}

/** One half of a one-time password: shown to one administrator, once; null where the command was sent again. */
export class ResetPartDto {
  reset!: string;
  part!: string | null;
}

export class PersonFactDto {
  seq!: number;
  at!: string;
  zone!: string;
  type!: string;
  by!: string;
  role!: string;
  reason!: string | null;
  values!: Record<string, unknown>;
}

export class OpenSessionDto {
  id!: string;
  person!: PersonRefDto;
  startedAt!: string;
  /** when its person last did something, to within 15 s */
  seenAt!: string;
  /** what the browser called itself */
  agent!: string | null;
  /** whether it is the one that asks */
  own!: boolean;
}

export class PersonDto {
  id!: string;
  username!: string;
  name!: string;
  status!: PersonStatus;
  /** code of the site; null where that is out of sight */
  site!: string | null;
  roles!: RoleGrantDto[];
  identityConfirmedAt!: string | null;
  statementSignedAt!: string | null;
  /** the identity provider whose word opens a session for them, by its own name; null of none */
  account!: string | null;
  /** codes of what still keeps the person from signing; empty where signing is enabled */
  signingNeeds!: string[];
  secretSetAt!: string | null;
  /** null where nothing locks the person */
  lockedUntil!: string | null;
  /** those in use */
  passkeys!: PasskeyDto[];
  /** a reset that waits for a second administrator */
  reset!: WaitingResetDto | null;
}

export class SessionDto {
  person!: PersonRefDto;
  roles!: Role[];
  permissions!: string[];
  mustChangePassword!: boolean;
  /** codes of what still keeps the person from signing; empty where signing is enabled */
  signingNeeds!: string[];
  /** seconds without the person after which the session ends */
  idleSeconds!: number;
  /** characters that a new password has at least */
  passwordLeast!: number;
  /** whether its person signs here by the password alone, having signed by both components before (11.200(a)(1)(i)) */
  signsAlone!: boolean;
}
