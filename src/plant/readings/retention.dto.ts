import { ApiProperty } from '@nestjs/swagger';
import { Length, Matches, ValidateIf } from 'class-validator';
import type { Kept } from './domain/index.js';
import { PERIOD } from './domain/index.js';

export class RetentionPolicyDto {
  /** how long raw readings stay, from 90 days on, `P2Y`, `P18M`, `P100W` or `P500D`; null for ever */
  @ApiProperty({ nullable: true, type: 'string' })
  @ValidateIf(({ keep }: RetentionPolicyDto) => keep !== null)
  @Matches(PERIOD)
  keep!: string | null;
  /** how long after its end a batch needs the readings of its units, at least a year: it is released some time after its end */
  @Matches(PERIOD) afterBatch!: string;
}

export class DefineRetentionDto extends RetentionPolicyDto {
  /** by which schedule or decision */
  @Length(3, 1000) reason!: string;
}

/** What the policy became, by whom and why. */
export class RetentionChangeDto extends RetentionPolicyDto {
  at!: string;
  /** name */
  by!: string;
  role!: string;
  reason!: string;
}

export class RetentionDto extends RetentionPolicyDto {
  /** no policy is shorter than this */
  least!: RetentionPolicyDto;
  /** each time that somebody said so, the newest first */
  history!: RetentionChangeDto[];
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
  /** ids of those of them that are the reader's to see */
  needed!: string[];
  /** on disk, with indexes; of a detached one as it was then */
  bytes!: number;
  @ApiProperty({ nullable: true, type: 'string' }) detachedAt!: string | null;
}
