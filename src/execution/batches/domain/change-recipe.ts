import { hashOf } from '../../../kernel/canonical-json.js';
import { Refusal } from '../../../kernel/refusal.js';
import {
  changeText,
  diffRecipes,
  type MasterRecipe,
  type PlacedPhase,
  phasesOf,
} from '../../../definition/recipes/domain/index.js';
import { signatureGiven } from '../../../trust/signatures/domain/index.js';
import { partsOf } from './add-steps.js';
import { placeOf } from './apply-batch.js';
import { recipeChangeContent, type SigningContent } from './content.js';
import type { Draft } from './draft.js';
import { isOver } from './guards.js';
import { ofItsType } from './issue.js';
import { raise } from './raise.js';
import { mayAs, type Signing, signedAsShown } from './sign-step.js';
import { isAtWork } from './tables.js';
import { cancelWindowsTo, reopenWindows } from './windows.js';

/** A version that a running batch may go on by. */
export interface NewVersion {
  id: string;
  code: string;
  version: number;
  hash: string;
  recipe: MasterRecipe;
}

export interface RecipeChange {
  next: NewVersion;
  /** id of the phase from which on the batch goes by it */
  from: string;
  reason: string;
  signing: Signing;
}

/** The differences, in the words of the process, that whoever lets a batch go on by another version signs. */
export function shownChange(draft: Draft, next: NewVersion, from: string): SigningContent {
  const { code, version, hash, recipe } = next;
  const changes = diffRecipes(draft.recipe, recipe).map(changeText);
  return recipeChangeContent(draft, { recipe: code, version, hash, from, changes });
}

/**
 * B18: from a phase on the batch goes by a newer version of its recipe: a planned deviation that quality signs with the
 * differences in sight. Steps that are done or at work stay under the old one; no round of a block may be open.
 */
export function changeRecipe(draft: Draft, change: RecipeChange): void {
  const { next, from, reason, signing } = change;
  const placed = phasesOf(next.recipe);
  const point = placed.findIndex(({ phase }) => phase.id === from);
  mayGoBy(draft, next);
  mayBegin(draft, placed, point, from);
  if (signing.meaning !== 'approved')
    throw new Refusal('conflict', 'signature.not-due', { meaning: signing.meaning, due: 'approved' });
  const role = mayAs(signing.signer, 'qa-reviewer', 'step.verify');
  const { hash, content } = shownChange(draft, next, from);
  signedAsShown(signing, { hash, content });
  const changes = diffRecipes(draft.recipe, next.recipe).map(changeText);
  const { recipeVersion: before } = draft.batch;
  draft.take(signatureGiven(signing.signer, { id: signing.id, subject: draft.id, meaning: 'approved', role, content }));
  replaceSteps(draft, change, point, changes);
  raise(draft, {
    step: draft.steps.find(({ state }) => isAtWork(state)) ?? null,
    kind: 'recipe.changed',
    identity: `recipe/${next.version}`,
    values: { from: before, to: next.version, phase: from, changes, reason },
    criticality: 'CPP',
    onBreach: 'continue',
  });
}

function mayGoBy(draft: Draft, { code, version, hash, recipe }: NewVersion): void {
  const { batch } = draft;
  if (isOver(draft)) throw new Refusal('conflict', 'batch.not-running', { state: batch.state, because: null });
  if (code !== batch.recipeCode)
    throw new Refusal('unprocessable', 'recipe.another', { recipe: code, batch: batch.recipeCode });
  if (version <= batch.recipeVersion)
    throw new Refusal('conflict', 'recipe.not-newer', { version, now: batch.recipeVersion });
  if (hashOf(recipe) !== hash) throw new Refusal('conflict', 'recipe.hash-differs', { recipe: code, version });
  ofItsType(recipe, batch.type, batch.orderId !== null);
  const missing = recipe.parameters.flatMap(({ id, source }) =>
    source === 'patient' && batch.parameters[id] === undefined ? [id] : [],
  );
  if (missing.length > 0) throw new Refusal('unprocessable', 'parameter.missing', { parameters: missing });
}

/** What is done lies before the point, what is open after it, and no block's round is half done. */
function mayBegin(draft: Draft, placed: readonly PlacedPhase[], point: number, from: string): void {
  const [at] = placed.slice(point);
  if (point < 0 || at === undefined) throw new Refusal('unprocessable', 'recipe.phase-unknown', { phase: from });
  const open = Object.values(draft.state.element).find(
    ({ kind, round, state }) => round > 0 && (state === 'running' || (kind === 'ad-hoc' && state === 'idle')),
  );
  const block = open?.name ?? at.blocks[0]?.block;
  if (block !== undefined) throw new Refusal('conflict', 'recipe.change-in-block', { block });
  const done = new Set(
    draft.steps.flatMap(({ phase, state }) => (state === 'idle' || state === 'omitted' ? [] : [phase])),
  );
  const late = placed.slice(point).find(({ phase }) => done.has(phase.id));
  if (late !== undefined) throw new Refusal('conflict', 'recipe.phase-done', { phase: late.phase.id });
  const passed = new Set(placed.slice(0, point).map(({ phase }) => phase.id));
  const early = draft.steps.find(({ phase, state }) => state === 'idle' && passed.has(phase));
  if (early !== undefined) throw new Refusal('conflict', 'recipe.phase-open', { phase: early.phase });
}

function replaceSteps(
  draft: Draft,
  { next, from, reason, signing }: RecipeChange,
  point: number,
  changes: string[],
): void {
  const { id, code, version, hash, recipe } = next;
  const idle = draft.steps.filter(({ state }) => state === 'idle');
  if (idle.length > 0) {
    draft.add('steps.omitted', { element: null, steps: idle.map((step) => step.id) });
    cancelWindowsTo(draft, idle);
  }
  // what comes later sorts after everything that was done
  const parts = partsOf(recipe, recipe.procedure, { rounds: '', place: `~${placeOf(version)}.` }, draft.newId);
  const known = new Set(Object.values(draft.state.element).map(({ rounds, name }) => `${rounds}${name}`));
  draft.add('batch.recipe-changed', {
    recipe: { id, code, title: recipe.title, version, hash, frozen: recipe },
    from,
    changes,
    reason,
    signature: signing.id,
    steps: parts.steps.filter(({ position }) => position > point),
    elements: parts.elements.filter(({ rounds, name }) => !known.has(`${rounds}${name}`)),
  });
  reopenWindows(draft);
}
