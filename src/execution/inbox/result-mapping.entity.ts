import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { ResultMappingRow } from './domain/index.js';

@Entity('result_mapping')
export class ResultMappingEntity implements ResultMappingRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { unique: true }) code!: string;
  @Column('integer') version!: number;
  @Column('text') title!: string;
  @Column('text') deviceKind!: string;
  @Column('text') hash!: string;
  @Column('jsonb') definition!: ResultMappingRow['definition'];
  @Column(instant()) definedAt!: string;
}
