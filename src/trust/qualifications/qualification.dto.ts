import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Length, Matches } from 'class-validator';
import { CODE } from '../organisation/index.js';
import { type NeedKind, STANDINGS, type StandingState } from './domain/index.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** As recipes name documents and their versions. */
const DOCUMENT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;
const text = { type: String, nullable: true } as const;
const KINDS = ['skill', 'document', 'recipe'] as const;

export class SkillParams {
  @Matches(CODE) code!: string;
}

export class PutSkillDto {
  @Length(1, 100) title!: string;
  /** how long a training is good, in years, months, weeks and days: `P1Y`; for ever where it is left out */
  @IsOptional() @Length(2, 20) validity?: string;
  /** why, such as the number of a change control */
  @IsOptional() @Length(1, 500) reason?: string;
}

export class SkillDto {
  code!: string;
  title!: string;
  @ApiProperty(text) validity!: string | null;
}

export class TraineeParams {
  @IsUUID() id!: string;
}

export class TrainingParams {
  @IsUUID() id!: string;
  @IsUUID() training!: string;
}

export class TaskParams {
  @IsUUID() id!: string;
  @IsUUID() task!: string;
}

export class OwnTaskParams {
  @IsUUID() task!: string;
}

/** That the caller trained a person: in a skill, or in a document at a version. */
export class RecordTrainingDto {
  @IsIn(['skill', 'document']) kind!: 'skill' | 'document';
  /** of the skill or the document */
  @Matches(DOCUMENT) code!: string;
  /** of the document */
  @IsOptional() @Matches(DOCUMENT) version?: string;
  /** of the document; its code where it is left out */
  @IsOptional() @Length(1, 200) title?: string;
  /** when, YYYY-MM-DD */
  @Matches(DAY) day!: string;
  /** how it was shown: an assessment, a certificate, a supervised run */
  @Length(1, 500) evidence!: string;
}

export class TrainingReasonDto {
  @Length(1, 500) reason!: string;
}

/** That a person is to read a document at a version, and to sign that they understood. */
export class AssignReadingDto {
  @Matches(DOCUMENT) code!: string;
  @Matches(DOCUMENT) version!: string;
  @IsOptional() @Length(1, 200) title?: string;
  /** the last day for it, YYYY-MM-DD */
  @IsOptional() @Matches(DAY) due?: string;
}

class RequirementDto {
  @ApiProperty({ enum: KINDS }) kind!: NeedKind;
  code!: string;
  /** null of a skill */
  @ApiProperty(text) version!: string | null;
  title!: string;
}

export class TrainingDto extends RequirementDto {
  id!: string;
  /** `read`: read, and signed as understood by the person */
  @ApiProperty({ enum: ['trained', 'read'] }) how!: 'trained' | 'read';
  day!: string;
  @ApiProperty(text) lastDay!: string | null;
  @ApiProperty(text) trainerName!: string | null;
  @ApiProperty(text) evidence!: string | null;
  @ApiProperty(text) revokedAt!: string | null;
  @ApiProperty(text) revokedBecause!: string | null;
  /** `soon`: it lapses within thirty days */
  @ApiProperty({ enum: ['valid', 'soon', 'lapsed', 'revoked'] }) state!: string;
}

/** What is shown before a reading is signed, and the hash that its signature repeats. */
export class ReadingSigningDto {
  meaning!: string;
  hash!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) content!: object;
}

export class ReadingTaskDto extends RequirementDto {
  id!: string;
  /** id of the recipe's version, where it is one */
  @ApiProperty(text) source!: string | null;
  @ApiProperty(text) due!: string | null;
  overdue!: boolean;
  assignedAt!: string;
  @ApiProperty(text) assignedBy!: string | null;
  @ApiProperty({ enum: ['open', 'signed', 'withdrawn'] }) status!: string;
  @ApiProperty(text) closedAt!: string | null;
  /** while it is open */
  @ApiProperty({ type: ReadingSigningDto, nullable: true }) signing!: ReadingSigningDto | null;
}

/** What a person was trained in, the newest first, and what they have to read. */
export class PersonTrainingDto {
  trainings!: TrainingDto[];
  tasks!: ReadingTaskDto[];
}

export class MatrixCellDto extends RequirementDto {
  @ApiProperty({ enum: STANDINGS }) state!: StandingState;
  /** of a training its last, of a reading the one by which it is due, of a revocation its own */
  @ApiProperty(text) day!: string | null;
}

export class MatrixPersonDto {
  id!: string;
  username!: string;
  name!: string;
  @ApiProperty(text) site!: string | null;
  standings!: MatrixCellDto[];
}

/** People against what they are trained in: skills, then documents and recipes at their versions. */
export class MatrixDto {
  needs!: RequirementDto[];
  people!: MatrixPersonDto[];
}
