import { hashOf } from '../../../kernel/canonical-json.js';
import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { type MasterRecipe, unitProceduresOf } from '../../../definition/recipes/domain/index.js';
import { partsOf } from './add-steps.js';
import type { Draft } from './draft.js';
import { progressOf } from './progress.js';
import { record } from './raise.js';

export interface Issue {
  code: string;
  order: { id: Uuid; coi: string; patient: string; product: string; site: string; sponsor: string | null };
  recipe: { id: string; code: string; version: number; hash: string; recipe: MasterRecipe };
}

/** 211.188(a): a batch is made of an exact copy of the approved version; another is refused with `recipe.hash-differs`. */
export function issueBatch(draft: Draft, { code, order, recipe }: Issue): void {
  const { id, version, hash, recipe: frozen } = recipe;
  if (hashOf(frozen) !== hash) throw new Refusal('conflict', 'recipe.hash-differs', { recipe: recipe.code, version });
  if (frozen.product !== order.product)
    throw new Refusal('unprocessable', 'recipe.wrong-product', { recipe: frozen.product, order: order.product });
  const { coi, patient, product, site, sponsor } = order;
  draft.add('batch.issued', {
    code,
    site,
    sponsor,
    order: order.id,
    coi,
    patient,
    product,
    recipe: { id, code: recipe.code, title: frozen.title, version, hash, frozen },
    ...partsOf(frozen, frozen.procedure, { rounds: '', place: '' }, draft.newId),
  });
}

export interface Bind {
  unitProcedure: string;
  scanned: string;
  unit: { id: Uuid; code: string; unitClass: string };
}

/** Refuses to bind a unit for what is done by hand, with `batch.unit-not-needed`. */
export function needsUnit(draft: Draft, unitProcedure: string): void {
  const byHand = unitProceduresOf(draft.recipe).some(
    (one) => one.unitProcedure === unitProcedure && one.unitClass === null,
  );
  if (byHand) throw new Refusal('conflict', 'batch.unit-not-needed', { unitProcedure });
}

/** Why a scanned unit cannot be the one of a unit procedure, null where it can; `unit` is null where nothing has that code. */
export function wrongUnit(
  draft: Draft,
  scanned: string,
  unitProcedure: string,
  unit: Bind['unit'] | null,
): Refusal | null {
  const expected = unitProceduresOf(draft.recipe).find((one) => one.unitProcedure === unitProcedure)?.unitClass;
  if (unit === null) return new Refusal('not-found', 'unit.not-found', { code: scanned });
  if (expected === undefined || unit.unitClass === expected) return null;
  return new Refusal('unprocessable', 'unit.wrong-class', { unit: unit.code, unitClass: unit.unitClass, expected });
}

/** A near miss: the label of a unit that this batch must not go on. */
export function recordWrongUnit(draft: Draft, scanned: string, unitProcedure: string): void {
  const values = { scan: 'bind', expects: 'unit', scanned, unitProcedure };
  const identity = `bind/${draft.number('N', 'event')}`;
  record(draft, { step: null, kind: 'scan.mismatch', identity, values });
}

/** One batch, one unit: the unit of the next unit procedure, from the code that was scanned on it. */
export function bindUnit(draft: Draft, { unitProcedure, scanned, unit }: Bind): void {
  const { batch } = draft;
  if (batch.state !== 'idle' && batch.state !== 'running')
    throw new Refusal('conflict', 'batch.not-running', { state: batch.state, because: batch.heldBecause });
  const bound = draft.bindingOf(unitProcedure);
  if (bound !== undefined) throw new Refusal('conflict', 'batch.unit-bound', { unit: bound.unitCode, unitProcedure });
  const due = progressOf(draft).open.filter(({ state }) => state === 'idle');
  if (!due.some((step) => step.unitProcedure === unitProcedure))
    throw new Refusal('conflict', 'batch.unit-procedure-not-next', {
      unitProcedure,
      next: due[0]?.unitProcedure ?? null,
    });
  needsUnit(draft, unitProcedure);
  const wrong = wrongUnit(draft, scanned, unitProcedure, unit);
  if (wrong !== null) throw wrong;
  if (batch.state === 'idle') draft.add('batch.started', {});
  draft.add('batch.unit-bound', { unit: unit.id, unitCode: unit.code, unitProcedure, scanned });
}
