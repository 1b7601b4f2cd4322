import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type {
  PasskeyRow,
  PersonRow,
  PersonStatus,
  Role,
  RoleGrantRow,
  SecretResetRow,
  SsoAccount,
} from './domain/index.js';

@Entity('person')
export class PersonEntity implements PersonRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') username!: string;
  @Column('text') name!: string;
  @Column('text') status!: PersonStatus;
  @Column('uuid') site!: string;
  @Column('text', { nullable: true }) secretSetBy!: 'administrator' | 'person' | null;
  @Column(instant({ nullable: true })) identityConfirmedAt!: string | null;
  @Column(instant({ nullable: true })) statementSignedAt!: string | null;
  @Column('jsonb', { nullable: true }) sso!: SsoAccount | null;
}

@Entity('role_grant')
export class RoleGrantEntity implements RoleGrantRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') person!: string;
  @Column('text') role!: Role;
  @Column('uuid', { nullable: true }) site!: string | null;
  @Column('jsonb', { nullable: true }) rooms!: string[] | null;
  @Column('jsonb', { nullable: true }) sponsors!: string[] | null;
  @Column(instant({ nullable: true })) until!: string | null;
  @Column('text') status!: 'active' | 'revoked';
}

@Entity('secret_reset')
export class SecretResetEntity implements SecretResetRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') person!: string;
  @Column('text') status!: SecretResetRow['status'];
  @Column('text') reason!: string;
  @Column('uuid') askedBy!: string;
  @Column(instant()) askedAt!: string;
}

@Entity('passkey')
export class PasskeyEntity implements PasskeyRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') person!: string;
  @Column('text') credential!: string;
  @Column('text') publicKeyHash!: string;
  @Column('text') name!: string;
  @Column('text') status!: PasskeyRow['status'];
  @Column(instant()) registeredAt!: string;
}
