import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from '../../platform/database/index.js';
import type { RecipeFileRow } from './domain/index.js';

@Entity('recipe_file')
export class RecipeFileEntity implements RecipeFileRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') name!: string;
  @Column('text') mediaType!: string;
  @Column('integer') size!: number;
  @Column('text') by!: string;
  @Column(instant()) at!: string;
}
