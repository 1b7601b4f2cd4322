import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import { recipeFileProjection, type RecipeFileRow, type RecipeFileState } from './domain/index.js';
import { RecipeFileEntity } from './recipe-file.entity.js';

export const storedRecipeFile: StoredProjection<RecipeFileState> = {
  ...recipeFileProjection,
  tables: { recipe_file: { entity: RecipeFileEntity, stream: 'id' } },
};

export const recipeFile = (tx: Tx, id: string): Promise<RecipeFileRow | null> =>
  tx.entities.findOneBy(RecipeFileEntity, { id });

/** The hashes of all files that are kept for recipes. */
export async function recipeFiles(tx: Tx): Promise<Set<string>> {
  const rows = await tx.entities.find(RecipeFileEntity, { select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

/** Who adds a file waits for whoever adds the same one. */
export async function holdFile(tx: Tx, hash: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('ballroom.recipe-file'), hashtext($1))`, [hash]);
}
