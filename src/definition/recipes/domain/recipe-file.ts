import type { Instant } from '../../../kernel/ids.js';
import { type Fact, type Projection, put } from '../../../trust/ledger/domain/index.js';

/** A picture that recipes may show. */
export interface RecipeFileRow {
  /** hex SHA-256 of its bytes */
  id: string;
  name: string;
  mediaType: string;
  /** bytes */
  size: number;
  by: string;
  at: Instant;
}

export type RecipeFileState = { recipe_file: Readonly<Record<string, RecipeFileRow>> };

type Added = Fact<'recipe-file.added', { file: string; name: string; mediaType: string; size: number }>;

const isAdded = (fact: Fact): fact is Added => fact.type === 'recipe-file.added';

/** One stream a file, named by its hash. */
export const recipeFileProjection: Projection<RecipeFileState> = {
  kind: 'recipe-file',
  empty: { recipe_file: {} },
  apply(state, fact) {
    if (!isAdded(fact)) return state;
    const { file: id, ...values } = fact.values;
    const by = 'name' in fact.by ? fact.by.name : fact.by.role;
    return put(state, 'recipe_file', id, { id, ...values, by, at: fact.at });
  },
};
