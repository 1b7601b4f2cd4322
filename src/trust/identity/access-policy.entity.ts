import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AccessPolicyRow, AccessSettings, Certification } from './domain/index.js';

@Entity('access_policy')
export class AccessPolicyEntity implements AccessPolicyRow {
  @PrimaryColumn('text') id!: string;
  @Column('jsonb') settings!: AccessSettings;
  @Column('jsonb', { nullable: true }) certification!: Certification | null;
}
