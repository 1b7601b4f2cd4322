import { IsOptional, Matches } from 'class-validator';

export class LanguageQueryDto {
  /** BCP 47 tag; the first of Accept-Language where absent */
  @IsOptional() @Matches(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/) language?: string;
}
