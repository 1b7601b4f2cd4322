import { Module } from '@nestjs/common';
import { SignaturesModule } from '../../trust/signatures/index.js';
import { UnitClassesModule } from '../unit-classes/index.js';
import { AdvanceRecipe } from './advance-recipe.service.js';
import { DraftRecipes } from './draft-recipe.service.js';
import { ReadRecipes } from './read-recipes.service.js';
import { RecipeController } from './recipe.controller.js';

@Module({
  imports: [SignaturesModule, UnitClassesModule],
  controllers: [RecipeController],
  providers: [DraftRecipes, AdvanceRecipe, ReadRecipes],
  exports: [ReadRecipes],
})
export class RecipesModule {}
