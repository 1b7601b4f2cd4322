import { Type } from 'class-transformer';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsObject, IsOptional, IsString, IsUUID, Length, Matches, ValidateNested } from 'class-validator';
import { IsInstant } from '../../platform/http/index.js';
import { CODE } from '../../trust/organisation/index.js';
import { SignerDto, SigningDto } from '../../trust/signatures/index.js';
import { UPKEEP_ACTS, type UpkeepAct } from './domain/index.js';

export class UpkeepParams {
  @Matches(CODE) code!: string;
  @IsUUID() id!: string;
}

export class PerformUpkeepDto {
  @ApiProperty({ enum: UPKEEP_ACTS })
  @IsIn(UPKEEP_ACTS)
  act!: UpkeepAct;
  /** when it was done, `2026-11-22T12:45:04.123Z`; now where it is left out */
  @IsOptional() @Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) @IsInstant() doneAt?: string;
  /**
   * How long it is good. Of `calibrated` and `qualified` (due) and `maintained`: a day, `2027-11-22`, to its end at the site. Of
   * `cleaned`: an instant within the class's clean hold, which it is where this is left out.
   */
  @IsOptional() @IsString() @Length(10, 24) until?: string;
  /** of firmware, due there */
  @IsOptional() @Length(1, 100) version?: string;
  /** what was done and by which document; why, where it leaves or returns to service */
  @Length(3, 1000) remark!: string;
  /** of who did it, meaning `performed`; a passkey answers over the hash of the act as it is stated here, without this */
  @IsObject() @ValidateNested() @Type(() => SignerDto) signing!: SignerDto;
}

export class VerifyUpkeepDto {
  /** a second person's, meaning `verified`, over the act's hash */
  @IsObject() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
}

export class RefuseUpkeepDto {
  /** what is not as the act says */
  @Length(3, 1000) reason!: string;
  /** a second person's, meaning `refused`, over the act's hash */
  @IsObject() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
}

/** A signature of an act, as screens and prints show it (11.50). */
export class UpkeepSignatureDto {
  /** `performed`, `verified` or `refused` */
  meaning!: string;
  username!: string;
  name!: string;
  role!: string;
  /** of what both signed */
  hash!: string;
  at!: string;
  zone!: string;
}

/** An act as it was done. It lets the unit be used once it is verified; taking it out of service counts at once. */
export class UpkeepDto {
  id!: string;
  /** code of the unit */
  unit!: string;
  @ApiProperty({ enum: UPKEEP_ACTS }) act!: string;
  doneAt!: string;
  until!: string | null;
  version!: string | null;
  remark!: string;
  performedAt!: string;
  /** null while it waits for its second person, and where that refused it */
  verifiedAt!: string | null;
  refusedAt!: string | null;
  /** why its second person refused it: it has no effect then */
  refusal!: string | null;
  /** what the verifier signs */
  hash!: string;
  signatures!: UpkeepSignatureDto[];
}
