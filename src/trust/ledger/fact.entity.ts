import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';

const bytes = { to: (hex: string) => Buffer.from(hex, 'hex'), from: (buffer: Buffer) => buffer.toString('hex') };

/** A stream's head: locked by whoever appends, so that a stream has one writer. */
@Entity('stream')
export class StreamRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') kind!: string;
  @Column('text') site!: string;
  @Column('text') zone!: string;
  @Column('text', { nullable: true }) sponsor!: string | null;
  @Column('integer') seq!: number;
  @Column('bytea', { transformer: bytes }) hash!: string;
  @Column(instant()) at!: string;
}

/** A fact as written: its canonical text, never changed. */
@Entity('fact')
@Index('fact_tx', ['tx', 'stream', 'seq'])
export class FactRow {
  @PrimaryColumn('text') stream!: string;
  @PrimaryColumn('integer') seq!: number;
  @Column('text') type!: string;
  @Column(instant()) at!: string;
  @Column('text') text!: string;
  @Column('bytea', { transformer: bytes }) previous!: string;
  @Column('bytea', { transformer: bytes }) hash!: string;
  @Column('xid8', { default: () => 'pg_current_xact_id()' }) tx!: string;
}

/** The versions and settings behind a `config` hash. */
@Entity('configuration')
export class ConfigurationRow {
  @PrimaryColumn('text') hash!: string;
  @Column('jsonb') manifest!: object;
}
