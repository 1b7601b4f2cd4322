import { IsString, Length, Matches, MaxLength } from 'class-validator';

/** What a person gives to sign: who they are, by both components (11.200(a)), what it means, and the hash of what they saw. */
export class SigningDto {
  @IsString() @MaxLength(100) username!: string;
  @IsString() @MaxLength(200) password!: string;
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
