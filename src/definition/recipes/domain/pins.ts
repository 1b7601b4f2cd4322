import type { Instant, Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { isInEffect, type NewEffect, type RecipeEffectRow } from './effects.js';
import { elementsOf } from './flow.js';
import type { LibraryBlock } from './library-block.js';
import { type MasterRecipe, phasesOf, type PinnedVersion } from './recipe.js';
import type { RecipeVersionRow } from './recipe-version.js';

/** A version that another one rests on, as it stands now. */
export interface Pinned extends PinnedVersion {
  id: Uuid;
  /** its hash now; a draft may have been revised since it was pinned */
  current: string;
  state: RecipeVersionRow['state'];
  development: boolean;
  /** of every version of its code */
  effects: readonly RecipeEffectRow[];
}

export const isBlockContent = (content: RecipeVersionRow['content']): content is LibraryBlock =>
  !('procedure' in content);

/** What batches are made from. Throws for a block: nothing is made from one alone. */
export function recipeOf({ code, content }: Pick<RecipeVersionRow, 'code' | 'content'>): MasterRecipe {
  if (isBlockContent(content)) throw new Refusal('conflict', 'recipe.is-block', { code });
  return content;
}

/** The versions that a text rests on: the recipes and overlays above it, and the blocks that it uses. */
export const pinsOf = (content: RecipeVersionRow['content']): PinnedVersion[] =>
  isBlockContent(content) ? [] : [...(content.madeFrom ?? []), ...(content.blocks ?? [])];

/** Every step of a version, also those that are inserted ad hoc. */
export function phaseIdsOf(content: RecipeVersionRow['content']): ReadonlySet<string> {
  if (isBlockContent(content)) return new Set(elementsOf(content.phases).map(({ id }) => id));
  const adHoc = (content.adHoc ?? []).flatMap(({ phases }) => elementsOf(phases));
  return new Set([...phasesOf(content).map(({ phase }) => phase), ...adHoc].map(({ id }) => id));
}

/** What is reviewed rests on what was approved as it was pinned: `recipe.parent-changed`, `recipe.parent-not-approved`. */
export function refuseUnapproved(pinned: readonly Pinned[]): void {
  const changed = pinned.find(({ hash, current }) => hash !== current);
  if (changed) throw new Refusal('conflict', 'recipe.parent-changed', named(changed));
  const open = pinned.find(({ state }) => state !== 'approved' && state !== 'effective');
  if (open) throw new Refusal('conflict', 'recipe.parent-not-approved', named(open));
}

/** What takes effect rests on what is in effect there by then: refuses with `recipe.parent-not-effective`. */
export function refuseIneffective(pinned: readonly Pinned[], effects: readonly NewEffect[], now: Instant): void {
  for (const version of pinned)
    for (const { site, market, from } of effects)
      if (!isInEffect(version.effects, version.id, { site, market }, from < now ? now : from))
        throw new Refusal('conflict', 'recipe.parent-not-effective', { ...named(version), site, market });
}

const named = ({ code, version, state }: Pinned) => ({ code, version, state });
