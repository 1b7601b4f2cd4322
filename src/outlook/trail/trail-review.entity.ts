import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { TrailReviewRow } from './domain/index.js';

@Entity('trail_review')
export class TrailReviewEntity implements TrailReviewRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subject!: string;
  @Column('text') stream!: string;
  @Column('integer') fromSeq!: number;
  @Column('integer') toSeq!: number;
  @Column('text') head!: string;
  @Column('integer') facts!: number;
  @Column('integer') critical!: number;
  @Column('text') remark!: string;
  @Column('uuid') signature!: string;
  @Column('uuid') person!: string;
  @Column('text') name!: string;
  @Column('text') role!: string;
  @Column(instant()) at!: string;
  @Column('text') zone!: string;
}
