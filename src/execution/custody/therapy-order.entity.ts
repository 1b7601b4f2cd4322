import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { TherapyOrderRow } from './domain/index.js';

@Entity('therapy_order')
export class TherapyOrderEntity implements TherapyOrderRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { unique: true }) code!: string;
  @Column('text') patient!: string;
  @Column('text', { unique: true }) coi!: string;
  @Column('text') product!: string;
  @Column('uuid') site!: string;
  @Column('text', { nullable: true }) market!: string | null;
  @Column('text', { nullable: true }) sponsor!: string | null;
  @Column(instant()) createdAt!: string;
}
