import { Type } from 'class-transformer';
import { IsDefined, IsIn, IsInt, IsOptional, IsUUID, Length, Matches, Min, ValidateNested } from 'class-validator';
import { IsInstant } from '../../platform/http/index.js';
import { SigningDto } from '../../trust/signatures/index.js';
import { type Group, GROUPS, KINDS } from './domain/index.js';

export const FORMATS = ['csv', 'json', 'pdf'] as const;
export type Format = (typeof FORMATS)[number];

/** What facts are asked for; each that is given narrows. */
export class TrailFilterDto {
  /** a kind of subject (`batch`, `unit`, `recipe`, `person`, `order`, `site`, …) */
  @IsOptional() @IsIn(KINDS) kind?: string;
  /** id or code of a subject of that kind; of a recipe's code, all its versions */
  @IsOptional() @Length(1, 200) subject?: string;
  /** `true`: also facts of others that name the subject */
  @IsOptional() @IsIn(['true', 'false']) mentions?: string;
  @IsOptional() @IsIn(GROUPS) group?: Group;
  /** types (`entry.recorded`), acts (`entry.recorded:corrected`) or families (`role.*`), separated by commas */
  @IsOptional() @Matches(/^[a-z-]+\.([a-z-]+|\*)(:[a-z-]+)?(,[a-z-]+\.([a-z-]+|\*)(:[a-z-]+)?){0,50}$/) types?: string;
  @IsOptional() @IsIn(['true', 'false']) critical?: string;
  /** id or username of who did it */
  @IsOptional() @Length(1, 200) person?: string;
  @IsOptional() @Length(1, 100) role?: string;
  @IsOptional() @Length(1, 100) terminal?: string;
  /** a site's code */
  @IsOptional() @Length(1, 100) site?: string;
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
  /** words of reason, values and name, each from its beginning, of two characters at least; or the hash of a fact */
  @IsOptional() @Length(1, 200) text?: string;
  /** the newest first, where not asked otherwise */
  @IsOptional() @IsIn(['newest', 'oldest', 'critical']) sort?: 'newest' | 'oldest' | 'critical';
}

export class TrailQueryDto extends TrailFilterDto {
  @IsOptional() @Length(1, 400) cursor?: string;
  @IsOptional() @Matches(/^([1-9]\d?|1\d\d|200)$/) limit?: string;
}

export class TrailExportDto extends TrailFilterDto {
  @IsIn(FORMATS) format!: Format;
}

export class TrailFactParams {
  @IsIn(KINDS) kind!: string;
  @Length(1, 200) id!: string;
  @Matches(/^[1-9]\d{0,8}$/) seq!: string;
}

export class TrailSubjectDto {
  kind!: string;
  id!: string;
  /** as people call it; null where it has no name, or none that is seen */
  name!: string | null;
}

/** What became of one thing; null is what was not there. */
export class TrailChangeDto {
  field!: string;
  old!: string | null;
  new!: string | null;
}

export class TrailDetailDto {
  field!: string;
  value!: string;
}

/** Who did it: printed name, user name and role; of the server or a unit their own name. */
export class TrailActorDto {
  person!: string | null;
  name!: string;
  username!: string | null;
  role!: string;
  terminal!: string | null;
}

/** A fact as people read it. */
export class TrailLineDto {
  stream!: string;
  seq!: number;
  type!: string;
  /** the type, and behind a colon what a fact of that type did */
  act!: string;
  group!: string | null;
  critical!: boolean;
  at!: string;
  /** where it differs from `at` */
  happenedAt!: string | null;
  zone!: string;
  subject!: TrailSubjectDto;
  /** the phase of a batch that it is about */
  phase!: string | null;
  by!: TrailActorDto;
  changes!: TrailChangeDto[];
  details!: TrailDetailDto[];
  reason!: string | null;
  hash!: string;
  /** hash of the manifest of versions and settings */
  config!: string;
}

export class TrailPageDto {
  lines!: TrailLineDto[];
  next!: string | null;
  /** facts that are no sponsor's and may name other sponsors' batches are left out, such as those of units and alarms */
  isPart!: boolean;
}

/** A whole fact with its place in the chain. */
export class TrailFactDto {
  line!: TrailLineDto;
  /** the fact's canonical text, of which the hash is */
  text!: string;
  previous!: string;
  hash!: string;
  /** number of the seal that covers it; null until one does */
  seal!: number | null;
}

/** What a review is of: facts `from` to `to` of a subject's stream; the hash is of what is signed. */
export class TrailReviewOfferDto {
  stream!: string;
  from!: number;
  to!: number;
  head!: string;
  facts!: number;
  critical!: number;
  /** what `signing.hash` repeats; null where nothing came since the last review */
  hash!: string | null;
}

export class TrailReviewDto {
  id!: string;
  stream!: string;
  from!: number;
  to!: number;
  head!: string;
  facts!: number;
  critical!: number;
  remark!: string;
  name!: string;
  role!: string;
  at!: string;
  zone!: string;
}

export class TrailReviewsDto {
  subject!: TrailSubjectDto;
  offer!: TrailReviewOfferDto;
  /** the newest first */
  reviews!: TrailReviewDto[];
}

export class TrailSubjectParams {
  @IsIn(['batch', 'unit', 'recipe', 'person', 'order', 'deviation', 'site']) kind!: string;
  @IsUUID() id!: string;
}

export class ReviewTrailDto {
  /** the last fact that was looked at, as it was offered */
  @IsInt() @Min(1) to!: number;
  @Length(1, 1000) remark!: string;
  @IsDefined() @ValidateNested() @Type(() => SigningDto) signing!: SigningDto;
}
