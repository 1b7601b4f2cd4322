import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { AlarmBatchRow, AlarmRow, EscalationRow, OccurrenceRow } from './domain/index.js';

@Entity('alarm')
export class AlarmEntity implements AlarmRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid', { nullable: true }) unit!: string | null;
  @Column('uuid') site!: string;
  @Column('uuid', { nullable: true }) room!: string | null;
  @Column('text') code!: string;
  @Column('text') title!: string;
  @Column('jsonb') rationale!: AlarmRow['rationale'];
  @Column('text') state!: AlarmRow['state'];
  @Column('boolean') active!: boolean;
  @Column('uuid', { nullable: true }) occurrence!: string | null;
  @Column(instant()) since!: string;
  @Column('jsonb', { nullable: true }) withheld!: AlarmRow['withheld'];
  @Column('integer') shelved!: number;
}

@Entity('alarm_occurrence')
export class OccurrenceEntity implements OccurrenceRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') alarm!: string;
  @Column('uuid', { nullable: true }) unit!: string | null;
  @Column('uuid') site!: string;
  @Column('uuid', { nullable: true }) room!: string | null;
  @Column('text') code!: string;
  @Column('text') title!: string;
  @Column('text') priority!: OccurrenceRow['priority'];
  @Column('text') message!: string;
  @Column('jsonb') units!: string[];
  @Column('jsonb') unitsLeft!: string[];
  @Column(instant()) raisedAt!: string;
  @Column(instant({ nullable: true })) announcedAt!: string | null;
  @Column(instant({ nullable: true })) acknowledgedAt!: string | null;
  @Column('text', { nullable: true }) acknowledgedBy!: string | null;
  @Column('text', { nullable: true }) comment!: string | null;
  @Column(instant({ nullable: true })) returnedAt!: string | null;
  @Column(instant({ nullable: true })) answeredAt!: string | null;
  @Column('text', { nullable: true }) answeredBy!: string | null;
  @Column('integer') escalated!: number;
  @Column('integer') unattended!: number;
}

@Entity('alarm_batch')
export class AlarmBatchEntity implements AlarmBatchRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') alarm!: string;
  @Column('uuid') occurrence!: string;
  @Column('uuid') batch!: string;
}

@Entity('alarm_escalation')
export class EscalationEntity implements EscalationRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('jsonb') contacts!: EscalationRow['contacts'];
  @Column('jsonb') rota!: EscalationRow['rota'];
  @Column('jsonb') steps!: EscalationRow['steps'];
  @Column(instant()) definedAt!: string;
}
