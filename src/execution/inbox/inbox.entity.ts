import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { InboxFileRow, InboxResultRow } from './domain/index.js';

@Entity('inbox_file')
export class InboxFileEntity implements InboxFileRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') file!: string;
  @Column('text') name!: string;
  @Column('text') mediaType!: string;
  @Column('integer') size!: number;
  @Column('text') source!: InboxFileRow['source'];
  @Column('text') mapping!: string;
  @Column('integer', { nullable: true }) mappingVersion!: number | null;
  @Column('text') state!: InboxFileRow['state'];
  @Column('jsonb', { nullable: true }) reason!: InboxFileRow['reason'];
  @Column('text') by!: string;
  @Column(instant()) at!: string;
}

@Entity('inbox_result')
export class InboxResultEntity implements InboxResultRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') inboxFile!: string;
  @Column('integer') row!: number;
  @Column('text') sample!: string;
  @Column('uuid') batch!: string;
  @Column(instant({ nullable: true })) measuredAt!: string | null;
  @Column('jsonb') values!: InboxResultRow['values'];
  @Column('jsonb') belowLimit!: InboxResultRow['belowLimit'];
  @Column('text') state!: InboxResultRow['state'];
  @Column('uuid', { nullable: true }) step!: string | null;
  @Column('jsonb', { nullable: true }) conflict!: InboxResultRow['conflict'];
  @Column(instant({ nullable: true })) settledAt!: string | null;
}
