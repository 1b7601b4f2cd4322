import { Refusal } from '../../../kernel/refusal.js';
import { next } from '../../../kernel/transition-table.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import { RECIPE_LIFECYCLE, versionOf } from './lifecycle.js';
import { phaseIdsOf } from './pins.js';
import type { CommentMade, CommentResolved, RecipeVersionState } from './recipe-version.js';

/** A reviewer's word on the whole or on a step. Refuses with `recipe.phase-unknown`, and once the review is over. */
export function decideComment(state: RecipeVersionState, made: CommentMade): NewFact[] {
  const row = versionOf(state, made.id);
  next('recipe', RECIPE_LIFECYCLE, row.state, 'comment');
  if (made.phase !== null && !phaseIdsOf(row.content).has(made.phase))
    throw new Refusal('unprocessable', 'recipe.phase-unknown', { phase: made.phase });
  return [{ type: 'recipe.comment-made', values: made }];
}

/** Refuses with `recipe.comment-resolved`, and its author: that a comment is answered is for others to say. */
export function decideResolve(state: RecipeVersionState, resolved: CommentResolved): NewFact[] {
  const row = versionOf(state, resolved.id);
  next('recipe', RECIPE_LIFECYCLE, row.state, 'comment');
  const comment = state.recipe_comment[resolved.comment];
  if (!comment) throw new Refusal('not-found', 'recipe.comment-not-found', { comment: resolved.comment });
  if (comment.resolvedAt !== null) throw new Refusal('conflict', 'recipe.comment-resolved');
  if (resolved.person === row.author) throw new Refusal('forbidden', 'recipe.author-cannot-approve');
  return [{ type: 'recipe.comment-resolved', values: resolved }];
}
