import { Type } from 'class-transformer';
import {
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
import { CODE } from '../organisation/index.js';
import { type PersonStatus, type Role, ROLES } from './domain/index.js';

const USERNAME = /^[a-z][a-z0-9.-]{1,31}$/;
const HASH = /^[0-9a-f]{64}$/;

export class SignInDto {
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

export class GrantRoleDto {
  @IsIn(ROLES) role!: Role;
  /** code of a site; without one, the person's own */
  @IsOptional() @Matches(CODE) site?: string;
}

export class RevokeRoleDto {
  @Length(1, 500) reason!: string;
  /** code of a site; without one, the role goes at every site */
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
  role!: Role;
  /** code of the site */
  site!: string;
}

export class PersonDto {
  id!: string;
  username!: string;
  name!: string;
  status!: PersonStatus;
  /** code of the site */
  site!: string;
  roles!: RoleGrantDto[];
  identityConfirmedAt!: string | null;
  statementSignedAt!: string | null;
  /** codes of what still keeps the person from signing; empty where signing is enabled */
  signingNeeds!: string[];
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
}
