import { Refusal } from '../../../kernel/refusal.js';
import { next } from '../../../kernel/transition-table.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import { RECIPE_LIFECYCLE, versionOf } from './lifecycle.js';
import { phaseIdsOf } from './pins.js';
import type { CommentMade, CommentResolved, RecipeCommentRow, RecipeVersionState } from './recipe-version.js';

/**
 * Somebody's word on the whole, on a step, or on an open comment, whose step it takes. Refuses with `recipe.phase-unknown`,
 * `recipe.comment-not-found`, `recipe.comment-resolved`, and once the review is over.
 */
export function decideComment(state: RecipeVersionState, made: CommentMade): NewFact[] {
  const row = versionOf(state, made.id);
  next('recipe', RECIPE_LIFECYCLE, row.state, 'comment');
  if (made.replyTo != null) {
    const { id: replyTo, phase } = openComment(state, made.replyTo);
    return [{ type: 'recipe.comment-made', values: { ...made, replyTo, phase } }];
  }
  if (made.phase !== null && !phaseIdsOf(row.content).has(made.phase))
    throw new Refusal('unprocessable', 'recipe.phase-unknown', { phase: made.phase });
  return [{ type: 'recipe.comment-made', values: made }];
}

/**
 * Whoever made a comment says that it was answered, or an approver; of another's comment never the version's author.
 * Refuses with `recipe.comment-not-found`, `recipe.comment-resolved`, `recipe.author-cannot-approve`, `permission.missing`.
 */
export function decideResolve(state: RecipeVersionState, resolved: CommentResolved, approves: boolean): NewFact[] {
  const row = versionOf(state, resolved.id);
  next('recipe', RECIPE_LIFECYCLE, row.state, 'comment');
  const { id: comment, person } = openComment(state, resolved.comment);
  if (resolved.person !== person) {
    if (resolved.person === row.author) throw new Refusal('forbidden', 'recipe.author-cannot-approve');
    if (!approves) throw new Refusal('forbidden', 'permission.missing', { permission: 'recipe.approve' });
  }
  return [{ type: 'recipe.comment-resolved', values: { ...resolved, comment } }];
}

/** A comment that is open; of a reply, the one that it answers. */
function openComment({ recipe_comment: comments }: RecipeVersionState, id: string): RecipeCommentRow {
  const named = comments[id];
  const comment = named?.replyTo == null ? named : comments[named.replyTo];
  if (!comment) throw new Refusal('not-found', 'recipe.comment-not-found', { comment: id });
  if (comment.resolvedAt !== null) throw new Refusal('conflict', 'recipe.comment-resolved');
  return comment;
}
