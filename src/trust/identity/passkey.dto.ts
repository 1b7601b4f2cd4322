import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, IsUUID, Length, Matches, MaxLength } from 'class-validator';

const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** What an authenticator answered to a challenge; all in base64url. */
export class PasskeyAssertionDto {
  /** id of the credential */
  @Matches(BASE64URL) @MaxLength(1400) credential!: string;
  @Matches(BASE64URL) @MaxLength(4000) clientData!: string;
  @Matches(BASE64URL) @MaxLength(4000) authenticatorData!: string;
  @Matches(BASE64URL) @MaxLength(8000) signature!: string;
  /** whose the authenticator says the key is */
  @IsOptional() @Matches(BASE64URL) @MaxLength(100) holder?: string;
}

/** A key that goes from tablet to tablet, or the tablet's own. */
export const ATTACHMENTS = ['cross-platform', 'platform'] as const;
export type Attachment = (typeof ATTACHMENTS)[number];

export class AskPasskeyDto {
  /** the person's own, as it is now */
  @IsString() @MaxLength(200) password!: string;
  /** `cross-platform`, a key that goes from tablet to tablet, where it is left out */
  @ApiPropertyOptional({ enum: ATTACHMENTS })
  @IsOptional()
  @IsIn(ATTACHMENTS)
  attachment?: Attachment;
}

export class RegisterPasskeyDto {
  /** what its person calls it, such as `key at the belt` */
  @Length(1, 60) @Matches(/\S/) name!: string;
  @Matches(BASE64URL) @MaxLength(1400) credential!: string;
  @Matches(BASE64URL) @MaxLength(4000) clientData!: string;
  @Matches(BASE64URL) @MaxLength(16_000) attestation!: string;
  /** how it is reached */
  @IsArray() @ArrayMaxSize(10) @Matches(/^[a-z-]{1,20}$/, { each: true }) transports!: string[];
}

export class AskSigningDto {
  /** whose passkey it will be; left out, anybody's, and the key says whose */
  @IsOptional() @IsString() @MaxLength(100) username?: string;
  @Length(1, 200) meaning!: string;
  /** of what is signed */
  @Matches(/^[0-9a-f]{64}$/) hash!: string;
}

export class PasskeyParams {
  @IsUUID() id!: string;
  @IsUUID() passkey!: string;
}

/** What the page hands to the authenticator, as WebAuthn level 3 writes it in JSON. */
export class PasskeyOptionsDto {
  /** the address at which alone passkeys work */
  origin!: string;
  options!: Record<string, unknown>;
}

export class PasskeyDto {
  id!: string;
  name!: string;
  registeredAt!: string;
  /** null: never yet */
  usedAt!: string | null;
}
