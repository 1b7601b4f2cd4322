import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { ArchivedRow, RetentionRow } from './domain/index.js';

@Entity('reading_retention')
export class RetentionEntity implements RetentionRow {
  @PrimaryColumn('text') id!: string;
  @Column('text', { nullable: true }) keep!: string | null;
  @Column('text') afterBatch!: string;
  @Column(instant()) definedAt!: string;
}

/** int64 as text, as facts have it */
@Entity('reading_archive')
export class ArchivedEntity implements ArchivedRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') retention!: string;
  @Column('bigint', { nullable: true }) fromTime!: string | null;
  @Column('bigint') toTime!: string;
  @Column('bigint') bytes!: string;
  @Column(instant()) detachedAt!: string;
}
