import { ApiProperty } from '@nestjs/swagger';
import { Length, Matches, ValidateIf } from 'class-validator';
import type { Kept } from './domain/index.js';
import { PERIOD } from './domain/index.js';

export class RetentionDto {
  /** how long raw readings stay, from 90 days on, `P2Y`, `P18M`, `P100W` or `P500D`; null for ever */
  @ApiProperty({ nullable: true, type: 'string' })
  @ValidateIf(({ keep }: RetentionDto) => keep !== null)
  @Matches(PERIOD)
  keep!: string | null;
  /** how long after its end a batch needs the readings of its units, at least a year: it is released some time after its end */
  @Matches(PERIOD) afterBatch!: string;
}

export class DefineRetentionDto extends RetentionDto {
  /** by which schedule or decision */
  @Length(3, 1000) reason!: string;
}

/** A week of readings of all units, by source time. */
export class PartitionDto {
  name!: string;
  /** null where it begins with all that was before */
  @ApiProperty({ nullable: true, type: 'string' }) fromAt!: string | null;
  /** excluded */
  toAt!: string;
  /** `detached`: out of the table of readings, in the database's schema `reading_archive` until somebody takes it from there */
  state!: 'attached' | 'detached';
  /** why it stays; null where it was detached, or is about to be */
  @ApiProperty({ nullable: true, enum: ['no-policy', 'young', 'needed', 'unsealed'] }) kept!: Kept | null;
  /** how many batches need it, of every sponsor; not looked up, and 0, where it is `young` or there is no policy */
  batches!: number;
  /** on disk, with indexes; of a detached one as it was then */
  bytes!: number;
  @ApiProperty({ nullable: true, type: 'string' }) detachedAt!: string | null;
}
