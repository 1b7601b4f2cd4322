import type { Tx } from '../../platform/database/index.js';
import type { Fact, StoredProjection } from '../../trust/ledger/index.js';
import { applySignature, SignatureEntity, type SignatureRow } from '../../trust/signatures/index.js';
import { type RecipeFact, recipeProjection, type RecipeVersionRow, type RecipeVersionState } from './domain/index.js';
import { RecipeVersionEntity } from './recipe-version.entity.js';

export type SignedRecipeState = RecipeVersionState & { signature: Readonly<Record<string, SignatureRow>> };

const isRecipeFact = (fact: Fact): fact is RecipeFact => fact.type.startsWith('recipe.');

/** A version with the signatures on it. */
export const storedRecipe: StoredProjection<SignedRecipeState> = {
  kind: recipeProjection.kind,
  empty: { ...recipeProjection.empty, signature: {} },
  apply: (state, fact) =>
    isRecipeFact(fact) ? { ...state, ...recipeProjection.apply(state, fact) } : applySignature(state, fact),
  tables: {
    recipe_version: { entity: RecipeVersionEntity, stream: 'id' },
    signature: { entity: SignatureEntity, stream: 'subjectStream' },
  },
};

/** Who counts the versions of a code, or puts one into effect, waits for the others until the end of the transaction. */
export async function holdCode(tx: Tx, code: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('ballroom.recipe'), hashtext($1))`, [code]);
}

export async function nextVersion(tx: Tx, code: string): Promise<number> {
  await holdCode(tx, code);
  const [row] = await tx.query<{ next: number }>(
    `select coalesce(max(version), 0) + 1 as next from recipe_version where code = $1`,
    [code],
  );
  return row!.next;
}

export async function effectiveVersion(tx: Tx, code: string): Promise<RecipeVersionRow | null> {
  return tx.manager.findOne(RecipeVersionEntity, { where: { code, state: 'effective' } });
}

export async function recipeVersion(tx: Tx, id: string): Promise<RecipeVersionRow | null> {
  return tx.manager.findOne(RecipeVersionEntity, { where: { id } });
}

export async function listRecipeVersions(tx: Tx): Promise<RecipeVersionRow[]> {
  return tx.manager.find(RecipeVersionEntity, { order: { code: 'ASC', version: 'DESC' } });
}

export async function signaturesOn(tx: Tx, id: string): Promise<SignatureRow[]> {
  return tx.manager.find(SignatureEntity, { where: { subjectStream: id }, order: { at: 'ASC' } });
}
