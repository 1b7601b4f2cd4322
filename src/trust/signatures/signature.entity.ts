import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { SignatureRow } from './domain/index.js';

@Entity('signature')
export class SignatureEntity implements SignatureRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectStream!: string;
  @Column('text') subject!: string;
  @Column('text') meaning!: string;
  @Column('uuid') person!: string;
  @Column('text') username!: string;
  @Column('text') name!: string;
  @Column('text') role!: string;
  @Column('text') hash!: string;
  @Column(instant()) at!: string;
  @Column('text') zone!: string;
  @Column('boolean') void!: boolean;
}
