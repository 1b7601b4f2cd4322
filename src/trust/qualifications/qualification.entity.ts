import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { NeedKind, ReadingTaskRow, SkillRow, TrainingRow } from './domain/index.js';

@Entity('skill')
export class SkillEntity implements SkillRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') title!: string;
  @Column('text', { nullable: true }) validity!: string | null;
}

@Entity('training')
export class TrainingEntity implements TrainingRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') person!: string;
  @Column('text') kind!: NeedKind;
  @Column('text') code!: string;
  @Column('text', { nullable: true }) version!: string | null;
  @Column('text') title!: string;
  @Column('text') how!: TrainingRow['how'];
  @Column(instant()) recordedAt!: string;
  @Column('text') day!: string;
  @Column('text', { nullable: true }) lastDay!: string | null;
  @Column('uuid', { nullable: true }) trainer!: string | null;
  @Column('text', { nullable: true }) trainerName!: string | null;
  @Column('text', { nullable: true }) evidence!: string | null;
  @Column(instant({ nullable: true })) revokedAt!: string | null;
  @Column('text', { nullable: true }) revokedBecause!: string | null;
}

@Entity('reading_task')
export class ReadingTaskEntity implements ReadingTaskRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') person!: string;
  @Column('text') kind!: ReadingTaskRow['kind'];
  @Column('text') code!: string;
  @Column('text') version!: string;
  @Column('text') title!: string;
  @Column('text', { nullable: true }) hash!: string | null;
  @Column('uuid', { nullable: true }) source!: string | null;
  @Column('text', { nullable: true }) due!: string | null;
  @Column(instant()) assignedAt!: string;
  @Column('text', { nullable: true }) assignedBy!: string | null;
  @Column('text') status!: ReadingTaskRow['status'];
  @Column(instant({ nullable: true })) closedAt!: string | null;
}
