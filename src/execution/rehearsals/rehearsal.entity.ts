import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { RehearsalKind, RehearsalResult, RehearsalRow } from './domain/index.js';

@Entity('rehearsal')
export class RehearsalEntity implements RehearsalRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') recipe!: string;
  @Column('text') code!: string;
  @Column('integer') version!: number;
  @Column('text') hash!: string;
  @Column('text') kind!: RehearsalKind;
  @Column('boolean') passed!: boolean;
  @Column('text', { nullable: true }) script!: string | null;
  @Column('text') scriptHash!: string;
  @Column('jsonb') result!: RehearsalResult;
  @Column('uuid') person!: string;
  @Column('text') name!: string;
  @Column(instant()) at!: string;
}
