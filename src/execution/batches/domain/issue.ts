import { hashOf } from '../../../kernel/canonical-json.js';
import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { type MasterRecipe, phasesOf } from '../../../definition/recipes/domain/index.js';
import type { Draft } from './draft.js';

export interface Issue {
  code: string;
  order: { id: Uuid; coi: string; patient: string; product: string; site: string; sponsor: string | null };
  recipe: { id: string; code: string; version: number; hash: string; recipe: MasterRecipe };
  /** ids for the steps, one a phase */
  newId: () => Uuid;
}

/** 211.188(a): a batch is made of an exact copy of the approved version; another is refused with `recipe.hash-differs`. */
export function issueBatch(draft: Draft, { code, order, recipe, newId }: Issue): void {
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
    steps: phasesOf(frozen).map(({ phase, operation, unitProcedure }, index) => ({
      step: newId(),
      phase: phase.id,
      position: index + 1,
      kind: phase.kind,
      operation,
      unitProcedure,
    })),
  });
}

export interface Bind {
  unitProcedure: string;
  scanned: string;
  unit: { id: Uuid; code: string; unitClass: string };
}

/** One batch, one unit: the unit of the next unit procedure, from the code that was scanned on it. */
export function bindUnit(draft: Draft, { unitProcedure, scanned, unit }: Bind): void {
  const { batch, recipe } = draft;
  if (batch.state !== 'idle' && batch.state !== 'running')
    throw new Refusal('conflict', 'batch.not-running', { state: batch.state, because: batch.heldBecause });
  if (batch.unit !== null)
    throw new Refusal('conflict', 'batch.unit-bound', { unit: batch.unitCode, unitProcedure: batch.unitProcedure });
  const due = draft.steps.find(({ state }) => state !== 'complete');
  if (due?.unitProcedure !== unitProcedure)
    throw new Refusal('conflict', 'batch.unit-procedure-not-next', { unitProcedure, next: due?.unitProcedure ?? null });
  const { unitClass } = recipe.procedure.find((one) => one.unitProcedure === unitProcedure)!;
  if (unit.unitClass !== unitClass)
    throw new Refusal('unprocessable', 'unit.wrong-class', {
      unit: unit.code,
      unitClass: unit.unitClass,
      expected: unitClass,
    });
  if (batch.state === 'idle') draft.add('batch.started', {});
  draft.add('batch.unit-bound', { unit: unit.id, unitCode: unit.code, unitProcedure, scanned });
}
