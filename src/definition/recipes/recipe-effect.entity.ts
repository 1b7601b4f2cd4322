import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { RecipeEffectRow } from './domain/index.js';

@Entity('recipe_effect')
export class RecipeEffectEntity implements RecipeEffectRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') version!: string;
  @Column('text') code!: string;
  @Column('uuid', { nullable: true }) site!: string | null;
  @Column('text', { nullable: true }) market!: string | null;
  @Column('boolean') development!: boolean;
  @Column(instant()) from!: string;
  @Column(instant({ nullable: true })) until!: string | null;
}
