import { isBlockContent, type RecipeVersionRow } from './domain/index.js';
import type { RecipeSummaryDto, VersionDto } from './recipe-view.dto.js';

/** By what a version is known where others name it. */
export const heading = (row: RecipeVersionRow): VersionDto => {
  const { id, sort, code, version, title, state, hash } = row;
  return { id, sort, code, version, title, state, hash };
};

/** A version as lists show it. */
export function summary(row: RecipeVersionRow): RecipeSummaryDto {
  const { author, authorName, changeControl, content } = row;
  const { draftedAt, submittedAt, approvedAt, effectiveAt, supersededAt, retiredAt } = row;
  const recipe = isBlockContent(content) ? null : content;
  return {
    ...heading(row),
    ...{ product: recipe?.product ?? null, type: recipe?.type ?? null, stage: recipe?.stage ?? null },
    ...{ author, authorName, changeControl },
    ...{ draftedAt, submittedAt, approvedAt, effectiveAt, supersededAt, retiredAt },
  };
}
