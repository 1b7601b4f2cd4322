import { ApiProperty } from '@nestjs/swagger';
import { IsArray, IsIn, IsObject, IsOptional, IsUUID, Length, Matches } from 'class-validator';

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export class ResultMappingParams {
  @Matches(CODE) @Length(1, 60) code!: string;
}

/** How a kind of device writes its results; the administrator's guide says each part. */
export class PutResultMappingDto {
  @Length(1, 200) title!: string;
  @Length(1, 200) deviceKind!: string;
  /** `{ kind: csv, separator, decimal }` or `{ kind: json, rows }` */
  @IsObject() format!: object;
  /** column or path of the sample's barcode */
  @Length(1, 200) sample!: string;
  /** `{ at, format, offset }` */
  @IsOptional() @IsObject() measuredAt?: object;
  /** `{ field, at, type: number | coded | text, … }` each */
  @IsArray() @IsObject({ each: true }) fields!: object[];
}

export class ResultMappingDto {
  id!: string;
  code!: string;
  version!: number;
  title!: string;
  deviceKind!: string;
  /** SHA-256 of the definition */
  hash!: string;
  definition!: object;
  definedAt!: string;
}

export class InboxFileParams {
  @IsUUID() id!: string;
}

export class PostResultsQueryDto {
  /** code of the mapping to read it by */
  @Length(1, 60) mapping!: string;
  /** the file's name, without a path */
  @Matches(/^[^\p{Cc}/\\]{1,200}$/u) name!: string;
}

export const INBOX_STATES = ['unclaimed', 'claimed', 'conflict', 'refused'] as const;

export class InboxQueryDto {
  @IsOptional() @IsIn(INBOX_STATES) state?: (typeof INBOX_STATES)[number];
}

export class ReasonDto {
  code!: string;
  values!: object;
}

export class ResultValueDto {
  field!: string;
  value!: string;
  unit?: string;
}

export class BelowLimitDto {
  field!: string;
  /** what the device wrote */
  reads!: string;
}

export class ContradictionDto {
  field!: string;
  @ApiProperty({ nullable: true, type: 'string' }) stands!: string | null;
  file!: string;
}

export class ResultConflictDto {
  @ApiProperty({ enum: ['result.contradicts', 'result.not-awaited'] }) code!: string;
  contradictions!: ContradictionDto[];
}

export class InboxResultDto {
  row!: number;
  sample!: string;
  batch!: string;
  @ApiProperty({ nullable: true, type: 'string' }) measuredAt!: string | null;
  values!: ResultValueDto[];
  /** what the device could not tell: for a person to enter */
  belowLimit!: BelowLimitDto[];
  @ApiProperty({ enum: ['unclaimed', 'claimed', 'conflict'] }) state!: string;
  @ApiProperty({ nullable: true, type: 'string' }) step!: string | null;
  @ApiProperty({ nullable: true, type: ResultConflictDto }) conflict!: ResultConflictDto | null;
  @ApiProperty({ nullable: true, type: 'string' }) settledAt!: string | null;
}

export class InboxFileDto {
  id!: string;
  /** hex SHA-256 of its bytes */
  file!: string;
  name!: string;
  mediaType!: string;
  size!: number;
  @ApiProperty({ enum: ['http', 'folder'] }) source!: string;
  mapping!: string;
  @ApiProperty({ nullable: true, type: 'number' }) mappingVersion!: number | null;
  @ApiProperty({ enum: ['taken', 'refused'] }) state!: string;
  @ApiProperty({ nullable: true, type: ReasonDto }) reason!: ReasonDto | null;
  by!: string;
  at!: string;
  results!: InboxResultDto[];
}
