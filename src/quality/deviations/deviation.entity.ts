import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';

@Entity('deviation')
export class DeviationEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { unique: true }) code!: string;
  @Column('text') state!: string;
  @Column('uuid') batch!: string;
  @Column('uuid', { nullable: true }) step!: string | null;
  @Column('text') exception!: string;
  @Column('text') kind!: string;
  @Column('text') criticality!: string;
  @Column('text') site!: string;
  @Column('text', { nullable: true }) sponsor!: string | null;
  @Column(instant()) openedAt!: string;
}
