import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsOptional, IsString, Length, Matches, MaxLength, ValidateIf, ValidateNested } from 'class-validator';
import { PasskeyAssertionDto } from '../identity/index.js';

/** Who signs, by both components (11.200(a)): user name and password, or a passkey that knows its person. */
export class SignerDto {
  /** with a password; left out by who signs on in their own session, where the policy lets them (11.200(a)(1)(i)) */
  @IsOptional() @IsString() @MaxLength(100) username?: string;
  @ApiPropertyOptional()
  @ValidateIf(({ passkey }: SignerDto) => passkey == null)
  @IsString()
  @MaxLength(200)
  password?: string;
  /** in the place of a password: what it answered to a challenge for this meaning and hash */
  @IsOptional() @ValidateNested() @Type(() => PasskeyAssertionDto) passkey?: PasskeyAssertionDto;
}

/** What a person gives to sign: who they are, what it means, and the hash of what they saw. */
export class SigningDto extends SignerDto {
  @Length(1, 200) meaning!: string;
  @Matches(/^[0-9a-f]{64}$/) hash!: string;
}

/** A signature as screens and prints show it (11.50). */
export class SignatureDto {
  id!: string;
  subject!: string;
  meaning!: string;
  username!: string;
  name!: string;
  role!: string;
  hash!: string;
  at!: string;
  zone!: string;
  void!: boolean;
}
