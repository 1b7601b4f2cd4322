import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RoomRow, SiteRow, SponsorRow } from './domain/index.js';

@Entity('site')
export class SiteEntity implements SiteRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') code!: string;
  @Column('text') name!: string;
  @Column('text') zone!: string;
}

@Entity('room')
export class RoomEntity implements RoomRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') site!: string;
  @Column('text') code!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) area!: string | null;
  @Column('text', { nullable: true }) grade!: string | null;
}

@Entity('sponsor')
export class SponsorEntity implements SponsorRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') code!: string;
  @Column('text') name!: string;
}
