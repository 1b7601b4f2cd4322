import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

/** What the sign-in page may offer beside user name and password. */
export class SignInWaysDto {
  /** how people call the enterprise's identity provider; null where there is none */
  provider!: string | null;
}

export class ProviderWayDto {
  /** where the browser is to go, at the provider */
  url!: string;
}

export class LinkAccountDto {
  @IsString() @Length(1, 1000) password!: string;
}

export class ReturnedAccountDto {
  /** what the provider calls whose account came back; null where none waits */
  @ApiProperty({ nullable: true, type: 'string' }) name!: string | null;
}
