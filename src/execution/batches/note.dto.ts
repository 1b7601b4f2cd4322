import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Min,
} from 'class-validator';
import { NOTE_KINDS, type NoteKind } from './domain/index.js';
import { nullable } from './field.dto.js';

/** Says something of the batch as a whole. A nonconformance raises an exception that a supervisor answers. */
export class BatchNoteDto {
  @IsIn(NOTE_KINDS) kind!: NoteKind;
  @IsString() @Length(1, 4000) text!: string;
  /** hashes of files that were bound to the step before; of a note on the batch, to any of its steps */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @Matches(/^[0-9a-f]{64}$/, { each: true })
  files?: string[];
}

/** The same of a step. */
export class StepNoteDto extends BatchNoteDto {
  @IsInt() @Min(1) seen!: number;
}

/** What goes with the bytes of a file. */
export class BindFileQueryDto {
  @Type(() => Number) @IsInt() @Min(1) seen!: number;
  /** the file's name, without a path */
  @Matches(/^[^\p{Cc}/\\]{1,200}$/u) name!: string;
  /** number of a note of the step that it belongs to, `M1` */
  @IsOptional() @Matches(/^M\d{1,6}$/) note?: string;
}

export class NoteDto {
  /** `M5`: its number in the batch */
  id!: string;
  @ApiProperty({ enum: NOTE_KINDS }) kind!: NoteKind;
  text!: string;
  /** hashes of files of the batch */
  files!: string[];
  by!: string;
  at!: string;
}

export class AttachmentDto {
  /** hex SHA-256 of its bytes; GET /batches/:id/files/:hash gives them */
  hash!: string;
  name!: string;
  mediaType!: string;
  /** bytes */
  size!: number;
  /** number of the note that it was bound to afterwards */
  @nullable('string') note!: string | null;
  by!: string;
  at!: string;
}

export class PictureDto {
  /** hex SHA-256; GET /recipes/files/:hash gives its bytes */
  file!: string;
  shows!: string;
}

export class DocumentDto {
  document!: string;
  version!: string;
  title!: string;
}
