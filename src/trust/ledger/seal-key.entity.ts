import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { SealKeyRow } from './domain/index.js';

@Entity('seal_key')
export class SealKeyEntity implements SealKeyRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') ledger!: string;
  @Column('integer') number!: number;
  @Column('integer') afterSeal!: number;
  @Column('text') statement!: string;
  @Column('text', { nullable: true }) endorsement!: string | null;
  @Column('text') possession!: string;
  @Column(instant()) at!: string;
}
