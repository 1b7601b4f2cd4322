import { Module } from '@nestjs/common';
import { OrganisationModule } from '../../trust/organisation/index.js';
import { QualificationsModule } from '../../trust/qualifications/index.js';
import { SignaturesModule } from '../../trust/signatures/index.js';
import { UnitClassesModule } from '../unit-classes/index.js';
import { AdvanceRecipe } from './advance-recipe.service.js';
import { CheckRecipe } from './check-recipe.service.js';
import { CommentRecipe } from './comment-recipe.service.js';
import { CompareRecipes } from './compare-recipes.service.js';
import { DraftRecipes } from './draft-recipe.service.js';
import { FindUses } from './find-uses.service.js';
import { GiveReadings } from './give-readings.service.js';
import { KeepFiles } from './keep-files.service.js';
import { ReadRecipes } from './read-recipes.service.js';
import { RecipeController } from './recipe.controller.js';
import { RecipeFileController } from './recipe-file.controller.js';
import { RecipeReviewController } from './recipe-review.controller.js';
import { ReleaseRecipe } from './release-recipe.service.js';
import { SignRecipe } from './sign-recipe.service.js';
import { TurnRecipes } from './turn-recipes.service.js';

@Module({
  imports: [SignaturesModule, QualificationsModule, OrganisationModule, UnitClassesModule],
  controllers: [RecipeController, RecipeFileController, RecipeReviewController],
  providers: [
    ...[SignRecipe, DraftRecipes, AdvanceRecipe, ReleaseRecipe, TurnRecipes],
    ...[GiveReadings, CommentRecipe, CheckRecipe, CompareRecipes, ReadRecipes, FindUses, KeepFiles],
  ],
  exports: [ReadRecipes, FindUses],
})
export class RecipesModule {}
