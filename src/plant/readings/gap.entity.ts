import { Column, Entity, PrimaryColumn } from 'typeorm';

/** int64 as text, as facts have it */
@Entity('gap')
export class GapEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') unit!: string;
  @Column('text', { array: true }) tags!: string[];
  @Column('bigint') fromTime!: string;
  @Column('bigint') toTime!: string;
  @Column('text') cause!: string;
  @Column('text') state!: string;
  @Column('jsonb', { default: {} }) sampling!: object;
}
