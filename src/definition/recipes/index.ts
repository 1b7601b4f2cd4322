import { RecipeCommentEntity } from './recipe-comment.entity.js';
import { RecipeEffectEntity } from './recipe-effect.entity.js';
import { RecipeFileEntity } from './recipe-file.entity.js';
import { RecipeVersionEntity } from './recipe-version.entity.js';

export { FindUses as RecipeUses, type Use, type VersionInUse } from './find-uses.service.js';
export { type EffectiveRecipe, ReadRecipes as Recipes } from './read-recipes.service.js';
export { storedRecipeFile } from './recipe-file.store.js';
export { storedRecipe } from './recipe.store.js';
export { RecipesModule } from './recipes.module.js';

export const entities = [RecipeVersionEntity, RecipeEffectEntity, RecipeCommentEntity, RecipeFileEntity];
