import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { Approval, RecipeSort, RecipeState, RecipeVersionRow } from './domain/index.js';

@Entity('recipe_version')
export class RecipeVersionEntity implements RecipeVersionRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') sort!: RecipeSort;
  @Column('text') code!: string;
  @Column('integer') version!: number;
  @Column('text') title!: string;
  @Column('text') state!: RecipeState;
  @Column('text') hash!: string;
  @Column('text') text!: string;
  @Column('jsonb') content!: RecipeVersionRow['content'];
  @Column('uuid') author!: string;
  @Column('text', { nullable: true }) authorName!: string | null;
  @Column('text', { nullable: true }) changeControl!: string | null;
  @Column('jsonb') approvals!: Approval[];
  @Column('jsonb', { nullable: true }) sentBack!: RecipeVersionRow['sentBack'];
  @Column(instant()) draftedAt!: string;
  @Column(instant({ nullable: true })) submittedAt!: string | null;
  @Column(instant({ nullable: true })) approvedAt!: string | null;
  @Column(instant({ nullable: true })) effectiveAt!: string | null;
  @Column(instant({ nullable: true })) supersededAt!: string | null;
  @Column(instant({ nullable: true })) retiredAt!: string | null;
}
