import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Tx } from '../../platform/database/index.js';
import type { Fact, StoredProjection } from '../../trust/ledger/index.js';
import { applySignature, SignatureEntity, type SignatureRow } from '../../trust/signatures/index.js';
import {
  type RecipeCommentRow,
  type RecipeFact,
  recipeProjection,
  type RecipeVersionRow,
  type RecipeVersionState,
} from './domain/index.js';
import { RecipeCommentEntity } from './recipe-comment.entity.js';
import { RecipeEffectEntity } from './recipe-effect.entity.js';
import { RecipeVersionEntity } from './recipe-version.entity.js';

export type SignedRecipeState = RecipeVersionState & { signature: Readonly<Record<string, SignatureRow>> };

const isRecipeFact = (fact: Fact): fact is RecipeFact => fact.type.startsWith('recipe.');

/** A version with where it is in effect, what was said about it, and the signatures on it. */
export const storedRecipe: StoredProjection<SignedRecipeState> = {
  kind: recipeProjection.kind,
  empty: { ...recipeProjection.empty, signature: {} },
  apply: (state, fact) => {
    if (!isRecipeFact(fact)) return applySignature(state, fact);
    const applied = { ...state, ...recipeProjection.apply(state, fact) };
    return fact.type === 'recipe.sent-back' ? voidBefore(applied, fact.values.signature) : applied;
  },
  tables: {
    recipe_version: { entity: RecipeVersionEntity, stream: 'id' },
    recipe_effect: { entity: RecipeEffectEntity, stream: 'version' },
    recipe_comment: { entity: RecipeCommentEntity, stream: 'version' },
    signature: { entity: SignatureEntity, stream: 'subjectStream' },
  },
};

/** What was signed of a text that went back to its author counts no more. */
function voidBefore(state: SignedRecipeState, last: Uuid): SignedRecipeState {
  const entries = Object.entries(state.signature).map(([id, row]): [string, SignatureRow] =>
    id === last || row.void ? [id, row] : [id, { ...row, void: true }],
  );
  return { ...state, signature: Object.fromEntries(entries) };
}

/** Who counts the versions of a code, or changes which is in effect, waits for the others until the end of the transaction. */
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

/** What the versions of a code are; null where there is none. */
export async function sortOfCode(tx: Tx, code: string): Promise<RecipeVersionRow['sort'] | null> {
  const row = await tx.entities.findOne(RecipeVersionEntity, { where: { code }, select: { id: true, sort: true } });
  return row?.sort ?? null;
}

export const recipeVersion = (tx: Tx, id: Uuid): Promise<RecipeVersionRow | null> =>
  tx.entities.findOneBy(RecipeVersionEntity, { id });

/** Refuses with `recipe.not-found`. */
export async function requireVersion(tx: Tx, id: Uuid): Promise<RecipeVersionRow> {
  const row = await recipeVersion(tx, id);
  if (row === null) throw new Refusal('not-found', 'recipe.not-found', { id });
  return row;
}

export const versionNumbered = (tx: Tx, code: string, version: number): Promise<RecipeVersionRow | null> =>
  tx.entities.findOneBy(RecipeVersionEntity, { code, version });

export const versionsOfCode = (tx: Tx, code: string): Promise<RecipeVersionRow[]> =>
  tx.entities.find(RecipeVersionEntity, { where: { code }, order: { version: 'DESC' } });

/** Of each version of a code, by its id. */
export async function statesOfCode(tx: Tx, code: string): Promise<Map<Uuid, RecipeVersionRow['state']>> {
  const rows = await tx.entities.find(RecipeVersionEntity, { where: { code }, select: { id: true, state: true } });
  return new Map(rows.map(({ id, state }) => [id, state]));
}

export const blockVersions = (tx: Tx): Promise<RecipeVersionRow[]> =>
  tx.entities.find(RecipeVersionEntity, { where: { sort: 'block' }, order: { code: 'ASC', version: 'DESC' } });

/** What a list shows of a version: all but its text, and of its content what stands at its head. */
export interface RecipeVersionBrief extends Omit<RecipeVersionRow, 'text' | 'content'> {
  product: string | null;
  type: string | null;
  stage: string | null;
}

export async function listRecipeVersions(tx: Tx): Promise<RecipeVersionBrief[]> {
  const columns = tx.entities.connection
    .getMetadata(RecipeVersionEntity)
    .columns.map(({ propertyName }) => propertyName);
  const brief = columns.filter((name) => name !== 'text' && name !== 'content').map((name) => `v.${name}`);
  const { entities, raw } = await tx.entities
    .createQueryBuilder(RecipeVersionEntity, 'v')
    .select(brief)
    .addSelect(`v.content ->> 'product'`, 'product')
    .addSelect(`v.content ->> 'type'`, 'type')
    .addSelect(`v.content ->> 'stage'`, 'stage')
    .orderBy({ 'v.code': 'ASC', 'v.version': 'DESC' })
    .getRawAndEntities<Record<'product' | 'type' | 'stage', string | null>>();
  return entities.map((row, index) => ({ ...row, ...heads(raw[index]!) }));
}

const heads = ({ product, type, stage }: Record<'product' | 'type' | 'stage', string | null>) => ({
  product,
  type,
  stage,
});

export const signaturesOn = (tx: Tx, id: Uuid): Promise<SignatureRow[]> =>
  tx.entities.find(SignatureEntity, { where: { subjectStream: id }, order: { at: 'ASC' } });

export const commentsOn = (tx: Tx, version: Uuid): Promise<RecipeCommentRow[]> =>
  tx.entities.find(RecipeCommentEntity, { where: { version }, order: { at: 'ASC' } });
