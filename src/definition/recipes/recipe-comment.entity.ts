import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { RecipeCommentRow } from './domain/index.js';

@Entity('recipe_comment')
export class RecipeCommentEntity implements RecipeCommentRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') version!: string;
  @Column('text', { nullable: true }) phase!: string | null;
  @Column('uuid', { nullable: true }) replyTo!: string | null;
  @Column('text') text!: string;
  @Column('uuid') person!: string;
  @Column('text') name!: string;
  @Column(instant()) at!: string;
  @Column('text', { nullable: true }) resolution!: string | null;
  @Column('uuid', { nullable: true }) resolvedBy!: string | null;
  @Column('text', { nullable: true }) resolvedName!: string | null;
  @Column(instant({ nullable: true })) resolvedAt!: string | null;
}
