import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { LegalHoldRow, RecordRuleRow } from './domain/index.js';

@Entity('record_rule')
export class RecordRuleEntity implements RecordRuleRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') rules!: string;
  @Column('uuid', { nullable: true }) site!: string | null;
  @Column('text', { nullable: true }) product!: string | null;
  @Column('integer') years!: number;
  @Column(instant()) definedAt!: string;
}

@Entity('legal_hold')
export class LegalHoldEntity implements LegalHoldRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') batch!: string;
  @Column('text') reason!: string;
  @Column(instant()) placedAt!: string;
  @Column('text') placedBy!: string;
  @Column(instant({ nullable: true })) liftedAt!: string | null;
  @Column('text', { nullable: true }) liftedBy!: string | null;
  @Column('text', { nullable: true }) liftReason!: string | null;
}
