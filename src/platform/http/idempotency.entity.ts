import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../database/index.js';

/** What a command answered, so that the same command sent twice is done once. */
@Entity('idempotency')
export class IdempotencyRow {
  @PrimaryColumn('uuid') person!: string;
  @PrimaryColumn('text') route!: string;
  @PrimaryColumn('text') key!: string;
  @Column('text') bodyHash!: string;
  @Column('jsonb', { nullable: true }) answer!: unknown;
  @Column(instant({ default: () => 'clock_timestamp()' })) at!: string;
}
