import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { next, type TransitionTable } from '../../../kernel/transition-table.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import type { Finding, UnitClass } from '../../unit-classes/domain/index.js';
import { parseRecipe, recipeHash } from './parse-recipe.js';
import type { Approval, RecipeState, RecipeVersionRow, RecipeVersionState } from './recipe-version.js';

export type RecipeCommand = 'submit' | 'approve' | 'approve-last' | 'make-effective' | 'supersede';

/** A version's life. `approve` gives one of the two approvals, `approve-last` the second. */
export const RECIPE_LIFECYCLE: TransitionTable<RecipeState, RecipeCommand> = {
  draft: { submit: 'in-review' },
  'in-review': { approve: 'in-review', 'approve-last': 'approved' },
  approved: { 'make-effective': 'effective' },
  effective: { supersede: 'superseded' },
  superseded: {},
};

/** Who signs and the signature that they gave for it, in the signatures module. */
export interface Signed {
  person: Uuid;
  signature: Uuid;
}

export interface DraftRecipe {
  id: Uuid;
  /** 1 for the first version of a code; the caller counts, the database keeps it unique */
  version: number;
  text: string;
  unitClasses: UnitClass[];
  author: Uuid;
}

/** The first fact of `recipe/<id>`. Refuses with `recipe.not-valid`, `findings` naming each line and path. */
export function decideDraft(
  state: RecipeVersionState,
  { id, version, text, unitClasses, author }: DraftRecipe,
): NewFact[] {
  if (state.recipe_version[id]) throw new Refusal('conflict', 'recipe.exists', { id });
  const parsed = parseRecipe(text, unitClasses);
  if ('findings' in parsed) throw notValid(parsed.findings);
  const { recipe } = parsed;
  const values = {
    id,
    code: recipe.recipe,
    version,
    title: recipe.title,
    hash: recipeHash(recipe),
    text,
    content: recipe,
    author,
  };
  return [{ type: 'recipe.drafted', values }];
}

/** 211.186(a): prepared, dated and signed by one person, the author. */
export function decideSubmit(state: RecipeVersionState, { id, person, signature }: Signed & { id: Uuid }): NewFact[] {
  const row = rowOf(state, id);
  const to = next('recipe', RECIPE_LIFECYCLE, row.state, 'submit');
  if (person !== row.author) throw new Refusal('forbidden', 'recipe.only-author-submits');
  return [{ type: 'recipe.submitted', values: { id, state: to, hash: row.hash, person, signature } }];
}

/**
 * 211.186(a): independently checked by others, once for technique and once for quality, by two persons.
 * Refuses with `recipe.author-cannot-approve`, `recipe.approval-given`, `recipe.approver-has-approved`.
 */
export function decideApprove(
  state: RecipeVersionState,
  { id, check, person, signature }: Signed & { id: Uuid; check: Approval['check'] },
): NewFact[] {
  const row = rowOf(state, id);
  const to = next('recipe', RECIPE_LIFECYCLE, row.state, row.approvals.length === 0 ? 'approve' : 'approve-last');
  if (person === row.author) throw new Refusal('forbidden', 'recipe.author-cannot-approve');
  if (row.approvals.some((given) => given.check === check))
    throw new Refusal('conflict', 'recipe.approval-given', { check });
  if (row.approvals.some((given) => given.person === person))
    throw new Refusal('forbidden', 'recipe.approver-has-approved');
  return [{ type: 'recipe.approved', values: { id, state: to, hash: row.hash, check, person, signature } }];
}

/** From now on batches may be issued from this version; the caller supersedes the one before in its own stream. */
export function decideMakeEffective(
  state: RecipeVersionState,
  { id, person, signature }: Signed & { id: Uuid },
): NewFact[] {
  const row = rowOf(state, id);
  const to = next('recipe', RECIPE_LIFECYCLE, row.state, 'make-effective');
  return [{ type: 'recipe.made-effective', values: { id, state: to, hash: row.hash, person, signature } }];
}

/** A newer version of the same code became effective. Batches that run on this one go on. */
export function decideSupersede(
  state: RecipeVersionState,
  { id, successor }: { id: Uuid; successor: Uuid },
): NewFact[] {
  const row = rowOf(state, id);
  const to = next('recipe', RECIPE_LIFECYCLE, row.state, 'supersede');
  return [{ type: 'recipe.superseded', values: { id, state: to, successor } }];
}

function rowOf(state: RecipeVersionState, id: Uuid): RecipeVersionRow {
  const row = state.recipe_version[id];
  if (!row) throw new Refusal('not-found', 'recipe.not-found', { id });
  return row;
}

const notValid = (findings: Finding[]): Refusal => new Refusal('unprocessable', 'recipe.not-valid', { findings });
