import { Column, Entity, PrimaryColumn } from 'typeorm';

/** int64 as text, as facts have it */
@Entity('reading_seal')
export class ReadingSealEntity {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') unit!: string;
  @Column('bigint') fromArrival!: string;
  @Column('bigint') toArrival!: string;
  @Column('integer') count!: number;
  @Column('text') root!: string;
  @Column('integer') seq!: number;
}
