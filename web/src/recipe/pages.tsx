import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ComparePage } from './compare-page.js';
import { RecipePage } from './recipe-page.js';
import { UploadPage } from './upload-page.js';

export { LibraryPage } from './library-page.js';
export { RecipesPage } from './recipes-page.js';

const recipe = getRouteApi('/recipes/$recipe');
const upload = getRouteApi('/recipes/upload');
const compare = getRouteApi('/recipes/$recipe/compare');

export function RecipeAtItsAddress(): ReactElement {
  const { tab = 'procedure', phase, line } = recipe.useSearch();
  const { recipe: id } = recipe.useParams();
  return <RecipePage key={id} id={id} tab={tab} phase={phase} line={line} />;
}

export function UploadAtItsAddress(): ReactElement {
  const { of } = upload.useSearch();
  return <UploadPage key={of} of={of} />;
}

export function CompareAtItsAddress(): ReactElement {
  return <ComparePage id={compare.useParams().recipe} other={compare.useSearch().with} />;
}
