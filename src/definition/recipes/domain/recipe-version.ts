import type { Instant, Uuid } from '../../../kernel/ids.js';
import { patch, put, type Fact, type Projection } from '../../../trust/ledger/domain/index.js';
import type { MasterRecipe } from './recipe.js';

export type RecipeState = 'draft' | 'in-review' | 'approved' | 'effective' | 'superseded';

export interface Approval {
  check: 'technical' | 'quality';
  person: Uuid;
  signature: Uuid;
  at: Instant;
}

/** One version of a recipe, in the stream `recipe/<id>`; only effective ones are made from. */
export interface RecipeVersionRow {
  id: Uuid;
  code: string;
  version: number;
  title: string;
  state: RecipeState;
  /** of `content`, hex SHA-256 */
  hash: string;
  /** YAML as written */
  text: string;
  /** what the text stated on the unit classes of that day; what batches freeze */
  content: MasterRecipe;
  author: Uuid;
  approvals: Approval[];
  draftedAt: Instant;
  submittedAt: Instant | null;
  approvedAt: Instant | null;
  effectiveAt: Instant | null;
  supersededAt: Instant | null;
}

export type RecipeVersionState = { recipe_version: Readonly<Record<string, RecipeVersionRow>> };

type Drafted = Pick<RecipeVersionRow, 'id' | 'code' | 'version' | 'title' | 'hash' | 'text' | 'content' | 'author'>;
type SignedStep = {
  id: Uuid;
  state: RecipeState;
  /** of what was signed */
  hash: string;
  person: Uuid;
  signature: Uuid;
};

export type RecipeFact =
  | Fact<'recipe.drafted', Drafted>
  | Fact<'recipe.submitted', SignedStep>
  | Fact<'recipe.approved', SignedStep & { check: Approval['check'] }>
  | Fact<'recipe.made-effective', SignedStep>
  | Fact<'recipe.superseded', { id: Uuid; state: RecipeState; successor: Uuid }>;

export const recipeProjection: Projection<RecipeVersionState, RecipeFact> = {
  kind: 'recipe',
  empty: { recipe_version: {} },
  apply(state, fact) {
    const { at } = fact;
    switch (fact.type) {
      case 'recipe.drafted': {
        const later = { submittedAt: null, approvedAt: null, effectiveAt: null, supersededAt: null };
        const row = { ...fact.values, state: 'draft' as const, approvals: [], draftedAt: at, ...later };
        return put(state, 'recipe_version', row.id, row);
      }
      case 'recipe.submitted':
        return patch(state, 'recipe_version', fact.values.id, { state: fact.values.state, submittedAt: at });
      case 'recipe.approved': {
        const { id, state: to, check, person, signature } = fact.values;
        const approvals = [...(state.recipe_version[id]?.approvals ?? []), { check, person, signature, at }];
        return patch(state, 'recipe_version', id, { state: to, approvals, approvedAt: to === 'approved' ? at : null });
      }
      case 'recipe.made-effective':
        return patch(state, 'recipe_version', fact.values.id, { state: fact.values.state, effectiveAt: at });
      case 'recipe.superseded':
        return patch(state, 'recipe_version', fact.values.id, { state: fact.values.state, supersededAt: at });
    }
  },
};
