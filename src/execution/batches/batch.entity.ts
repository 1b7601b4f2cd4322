import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MasterRecipe } from '../../definition/recipes/domain/index.js';
import { instant } from '../../platform/database/index.js';
import type { Quantity } from '../../kernel/quantity.js';
import type {
  BatchRow,
  BindingRow,
  ElementRow,
  FrozenRecipeRow,
  ProgramRun,
  StepRow,
  TimerRow,
} from './domain/index.js';

@Entity('batch')
export class BatchEntity implements BatchRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { unique: true }) code!: string;
  @Column('uuid') site!: string;
  @Column('text', { nullable: true }) sponsor!: string | null;
  @Column('text') type!: BatchRow['type'];
  @Column('uuid', { nullable: true }) orderId!: string | null;
  @Column('text', { nullable: true }) coi!: string | null;
  @Column('text', { nullable: true }) patient!: string | null;
  @Column('text') product!: string;
  @Column('uuid') recipeId!: string;
  @Column('text') recipeCode!: string;
  @Column('text') recipeTitle!: string;
  @Column('integer') recipeVersion!: number;
  @Column('text') recipeHash!: string;
  @Column('text') state!: BatchRow['state'];
  @Column('text', { nullable: true }) heldBecause!: string | null;
  @Column('jsonb', { nullable: true }) stopping!: BatchRow['stopping'];
  @Column('text', { nullable: true }) qualityHold!: string | null;
  @Column('jsonb') parameters!: Record<string, Quantity>;
  @Column('jsonb', { nullable: true }) lot!: BatchRow['lot'];
  @Column(instant()) issuedAt!: string;
  @Column(instant({ nullable: true })) endedAt!: string | null;
}

@Entity('batch_recipe')
export class FrozenRecipeEntity implements FrozenRecipeRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') batch!: string;
  @Column('integer') version!: number;
  @Column('text') hash!: string;
  @Column('jsonb') recipe!: MasterRecipe;
}

@Entity('binding')
export class BindingEntity implements BindingRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') batch!: string;
  @Column('uuid') unit!: string;
  @Column('text') unitCode!: string;
  @Column('text') unitProcedure!: string;
  @Column('text', { nullable: true }) position!: string | null;
  @Column(instant()) boundAt!: string;
  @Column(instant({ nullable: true })) releasedAt!: string | null;
  @Column('text', { nullable: true }) replaces!: string | null;
  @Column('jsonb', { nullable: true }) kit!: BindingRow['kit'];
}

@Entity('element')
export class ElementEntity implements ElementRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') batch!: string;
  @Column('text') kind!: ElementRow['kind'];
  @Column('text') name!: string;
  @Column('text') rounds!: string;
  @Column('text') state!: ElementRow['state'];
  @Column('text', { nullable: true }) option!: string | null;
  @Column('integer') round!: number;
}

@Entity('step')
export class StepEntity implements StepRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') batch!: string;
  @Column('text') phase!: string;
  @Column('integer') position!: number;
  @Column('text') rounds!: string;
  @Column('text') place!: string;
  @Column('text') recipe!: string;
  @Column('text') kind!: StepRow['kind'];
  @Column('text') operation!: string;
  @Column('text') unitProcedure!: string;
  @Column('uuid', { nullable: true }) unit!: string | null;
  @Column('text', { nullable: true }) arrivalsAfter!: string | null;
  @Column('text') state!: StepRow['state'];
  @Column('integer') version!: number;
  @Column('text') changedBy!: string;
  @Column(instant()) changedAt!: string;
  @Column('text') changedWith!: string;
  @Column(instant({ nullable: true })) startedAt!: string | null;
  @Column(instant({ nullable: true })) endedAt!: string | null;
  @Column(instant({ nullable: true })) completedAt!: string | null;
  @Column('text', { nullable: true }) decision!: string | null;
  @Column('jsonb', { nullable: true }) run!: ProgramRun | null;
  @Column('uuid', { nullable: true }) owner!: string | null;
  @Column('text', { nullable: true }) ownerName!: string | null;
}

@Entity('timer')
export class TimerEntity implements TimerRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') batch!: string;
  @Column('text') number!: string;
  @Column('uuid', { nullable: true }) step!: string | null;
  @Column('text') purpose!: TimerRow['purpose'];
  @Column('text', { nullable: true }) window!: string | null;
  @Column(instant()) dueAt!: string;
  @Column('text') state!: TimerRow['state'];
}

/** How far a batch's monitors have read their unit, and what they remember; follows from readings, not from facts. */
@Entity('monitor')
export class MonitorEntity {
  @PrimaryColumn('uuid') batch!: string;
  @PrimaryColumn('uuid') unit!: string;
  /** arrival number of the last reading taken in */
  @Column('text') cursor!: string;
  /** by step and tag */
  @Column('jsonb') state!: Record<string, unknown>;
}
