import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { Approval, MasterRecipe, RecipeState } from './domain/index.js';

@Entity('recipe_version')
export class RecipeVersionEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') code!: string;
  @Column('integer') version!: number;
  @Column('text') title!: string;
  @Column('text') state!: RecipeState;
  @Column('text') hash!: string;
  @Column('text') text!: string;
  @Column('jsonb') content!: MasterRecipe;
  @Column('uuid') author!: string;
  @Column('jsonb') approvals!: Approval[];
  @Column(instant()) draftedAt!: string;
  @Column(instant({ nullable: true })) submittedAt!: string | null;
  @Column(instant({ nullable: true })) approvedAt!: string | null;
  @Column(instant({ nullable: true })) effectiveAt!: string | null;
  @Column(instant({ nullable: true })) supersededAt!: string | null;
}
