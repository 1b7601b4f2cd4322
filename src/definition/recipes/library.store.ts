import type { Tx } from '../../platform/database/index.js';
import { inDevelopment, isBlockContent, type Pinned, pinsOf, type RecipeVersionRow } from './domain/index.js';
import { effectsOf, effectsOfCode } from './effect.store.js';
import type { VersionInUse } from './find-uses.service.js';
import { RecipeVersionEntity } from './recipe-version.entity.js';
import { versionNumbered } from './recipe.store.js';

/** Versions of recipes and overlays that rest on a code, or on one of its versions alone. */
export function usersOf(tx: Tx, pinned: { code: string; version?: number }): Promise<RecipeVersionRow[]> {
  const rests = `v.content -> 'blocks' @> :pinned::jsonb or v.content -> 'madeFrom' @> :pinned::jsonb`;
  return tx.entities
    .createQueryBuilder(RecipeVersionEntity, 'v')
    .where(`(${rests}) and v.code <> :code`, { pinned: JSON.stringify([pinned]), code: pinned.code })
    .orderBy({ 'v.code': 'ASC', 'v.version': 'DESC' })
    .getMany();
}

/** What a version rests on, as it stands now. */
export async function pinnedBy(tx: Tx, content: RecipeVersionRow['content']): Promise<Pinned[]> {
  const pinned: Pinned[] = [];
  for (const { code, version, hash } of pinsOf(content)) {
    const row = await versionNumbered(tx, code, version);
    if (row === null) continue;
    const { id, state, hash: current } = row;
    const effects = await effectsOfCode(tx, code);
    pinned.push({ code, version, hash, id, state, current, development: inDevelopment(row), effects });
  }
  return pinned;
}

export async function versionInUse(tx: Tx, row: RecipeVersionRow): Promise<VersionInUse> {
  const { id, code, version, hash, content } = row;
  const product = isBlockContent(content) ? null : content.product;
  return { id, code, version, hash, product, effects: await effectsOf(tx, id) };
}
