import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type {
  BindingRow,
  CommandRow,
  KitRow,
  LocalChangeRow,
  ProgramRunRow,
  PromptRow,
  UnitRow,
  UpkeepRow,
} from './domain/index.js';

@Entity('unit')
export class UnitEntity implements UnitRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { unique: true }) code!: string;
  @Column('text') title!: string;
  @Column('uuid') site!: string;
  @Column('uuid') room!: string;
  @Column('text') unitClass!: string;
  @Column('text') serial!: string;
  @Column('text', { unique: true }) productInstanceUri!: string;
  @Column('jsonb') connector!: UnitRow['connector'];
  @Column('jsonb') tagMap!: UnitRow['tagMap'];
  @Column('text') status!: UnitRow['status'];
  @Column('jsonb') positions!: string[];
  @Column('jsonb', { nullable: true }) quarantine!: UnitRow['quarantine'];
  @Column('jsonb') upkeep!: UnitRow['upkeep'];
}

@Entity('unit_upkeep')
export class UpkeepEntity implements UpkeepRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') unit!: string;
  @Column('text') act!: UpkeepRow['act'];
  @Column(instant()) doneAt!: string;
  @Column('text', { nullable: true }) until!: string | null;
  @Column('text', { nullable: true }) version!: string | null;
  @Column('text') remark!: string;
  @Column('uuid') performedBy!: string;
  @Column(instant()) performedAt!: string;
  @Column(instant({ nullable: true })) verifiedAt!: string | null;
  @Column(instant({ nullable: true })) refusedAt!: string | null;
  @Column('text', { nullable: true }) refusal!: string | null;
}

@Entity('unit_binding')
export class BindingEntity implements BindingRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') unit!: string;
  @Column('text') position!: string;
  @Column('uuid') batch!: string;
  @Column('text', { nullable: true }) coi!: string | null;
  @Column('text') unitProcedure!: string;
  @Column(instant()) boundAt!: string;
  @Column(instant({ nullable: true })) releasedAt!: string | null;
}

@Entity('unit_kit')
export class KitEntity implements KitRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') unit!: string;
  @Column('uuid') binding!: string;
  @Column('text') product!: string;
  @Column('text') title!: string;
  @Column('text') lot!: string;
  @Column('text') serial!: string;
  @Column('text') expiry!: string;
  @Column('text') given!: KitRow['given'];
  @Column(instant()) boundAt!: string;
  @Column(instant({ nullable: true })) removedAt!: string | null;
}

@Entity('unit_command')
export class CommandEntity implements CommandRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') unit!: string;
  @Column('uuid') batch!: string;
  @Column('text') step!: string;
  @Column('text') action!: CommandRow['action'];
  @Column('text', { nullable: true }) program!: string | null;
  @Column('jsonb') parameters!: CommandRow['parameters'];
  @Column('text') state!: CommandRow['state'];
  @Column('text', { nullable: true }) runId!: string | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column(instant()) issuedAt!: string;
  @Column(instant()) expiresAt!: string;
}

@Entity('program_run')
export class ProgramRunEntity implements ProgramRunRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') unit!: string;
  @Column('text') runId!: string;
  @Column('uuid') batch!: string;
  @Column('text') step!: string;
  @Column('text') state!: ProgramRunRow['state'];
  @Column('text', { nullable: true }) outcome!: string | null;
  @Column(instant()) startedAt!: string;
  @Column(instant()) changedAt!: string;
  @Column(instant({ nullable: true })) endedAt!: string | null;
  @Column('jsonb', { nullable: true }) setBackFrom!: ProgramRunRow['setBackFrom'];
  @Column('jsonb') setpoints!: ProgramRunRow['setpoints'];
}

@Entity('local_change')
export class LocalChangeEntity implements LocalChangeRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') unit!: string;
  @Column('uuid') batch!: string;
  @Column('text', { nullable: true }) step!: string | null;
  @Column('text') runId!: string;
  @Column('text') what!: LocalChangeRow['what'];
  @Column('text', { nullable: true }) setpoint!: string | null;
  @Column('text', { nullable: true }) was!: string | null;
  @Column('text', { nullable: true }) became!: string | null;
  @Column(instant()) seenAt!: string;
}

@Entity('unit_prompt')
export class PromptEntity implements PromptRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') unit!: string;
  @Column('text') asked!: string;
  @Column('uuid', { nullable: true }) batch!: string | null;
  @Column('text', { nullable: true }) step!: string | null;
  @Column('text') runId!: string;
  @Column('text') code!: string;
  @Column('text') text!: string;
  @Column('jsonb', { nullable: true }) known!: PromptRow['known'];
  @Column(instant()) raisedAt!: string;
  @Column(instant()) seenAt!: string;
  @Column(instant({ nullable: true })) endedAt!: string | null;
  @Column('text', { nullable: true }) ending!: PromptRow['ending'];
  @Column('text', { nullable: true }) answer!: string | null;
}

/** A cursor, not a projection: where a unit's values are committed up to, as its connector writes it. */
@Entity('connector_cursor')
export class CursorEntity {
  @PrimaryColumn('uuid') unit!: string;
  /** of the connector */
  @PrimaryColumn('text') kind!: string;
  @Column('jsonb') cursor!: object;
}
