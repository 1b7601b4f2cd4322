import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { UnitClassRow } from './domain/index.js';

@Entity('unit_class')
export class UnitClassEntity implements UnitClassRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { unique: true }) code!: string;
  @Column('integer') version!: number;
  @Column('text') title!: string;
  @Column('text') hash!: string;
  @Column('jsonb') definition!: UnitClassRow['definition'];
  @Column(instant()) definedAt!: string;
}
