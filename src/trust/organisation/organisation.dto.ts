import { IsString, Length, Matches } from 'class-validator';

/** Codes that people say and print: letters, digits, dot, dash, underscore. */
export const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

export class SiteParams {
  @Matches(CODE) code!: string;
}

export class RoomParams {
  @Matches(CODE) code!: string;
  @Matches(CODE) room!: string;
}

export class PutSiteDto {
  @Length(1, 100) name!: string;
  /** IANA name, such as `Europe/Vienna` */
  @IsString() zone!: string;
}

export class PutRoomDto {
  @Length(1, 100) name!: string;
}

export class PutSponsorDto {
  @Length(1, 100) name!: string;
}

export class SiteDto {
  id!: string;
  code!: string;
  name!: string;
  zone!: string;
}

export class RoomDto {
  id!: string;
  /** id of its site */
  site!: string;
  code!: string;
  name!: string;
}

export class SponsorDto {
  id!: string;
  code!: string;
  name!: string;
}
