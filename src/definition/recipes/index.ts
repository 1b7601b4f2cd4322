import { RecipeVersionEntity } from './recipe-version.entity.js';

export { type EffectiveRecipe, ReadRecipes as Recipes } from './read-recipes.service.js';
export { storedRecipe } from './recipe.store.js';
export { RecipesModule } from './recipes.module.js';

export const entities = [RecipeVersionEntity];
