import { IsOptional, IsString, Length, Matches } from 'class-validator';

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
  /** why, such as the number of a change control */
  @IsOptional() @Length(1, 500) reason?: string;
  /** `hash` of the site that this was written on, `nothing` where there was none; `site.stale` where another stands by then */
  @IsOptional() @Matches(/^(nothing|[0-9a-f]{64})$/) seen?: string;
}

export class PutRoomDto {
  @Length(1, 100) name!: string;
  /** part of the site that it lies in, as people call it; none where it is left out */
  @IsOptional() @Length(1, 100) area?: string;
  /** cleanroom grade or class: `B`, `ISO 7`; none where it is left out */
  @IsOptional() @Length(1, 20) grade?: string;
  /** why, such as the number of a change control */
  @IsOptional() @Length(1, 500) reason?: string;
  /** `hash` of the room that this was written on, `nothing` where there was none; `room.stale` where another stands by then */
  @IsOptional() @Matches(/^(nothing|[0-9a-f]{64})$/) seen?: string;
}

export class PutSponsorDto {
  @Length(1, 100) name!: string;
  /** why, such as the number of a change control */
  @IsOptional() @Length(1, 500) reason?: string;
  /** `hash` of the sponsor that this was written on, `nothing` where there was none; `sponsor.stale` where another stands by then */
  @IsOptional() @Matches(/^(nothing|[0-9a-f]{64})$/) seen?: string;
}

export class SiteDto {
  id!: string;
  code!: string;
  name!: string;
  zone!: string;
  /** of what is stated of it */
  hash!: string;
}

export class RoomDto {
  id!: string;
  /** id of its site */
  site!: string;
  code!: string;
  name!: string;
  area!: string | null;
  grade!: string | null;
  /** of what is stated of it */
  hash!: string;
}

export class SponsorDto {
  id!: string;
  code!: string;
  name!: string;
  /** of what is stated of it */
  hash!: string;
}
