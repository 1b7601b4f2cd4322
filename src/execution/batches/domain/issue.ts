import { hashOf } from '../../../kernel/canonical-json.js';
import { convert, type Quantity } from '../../../kernel/quantity.js';
import { judge } from '../../rules/domain/index.js';
import type { Uuid } from '../../../kernel/ids.js';
import type { Kit } from '../../../plant/equipment/domain/index.js';
import { Refusal } from '../../../kernel/refusal.js';
import {
  type MasterRecipe,
  NOT_GMP,
  type RecordType,
  unitProceduresOf,
} from '../../../definition/recipes/domain/index.js';
import { partsOf } from './add-steps.js';
import type { Draft } from './draft.js';
import { progressOf } from './progress.js';
import { record } from './raise.js';

export interface Issue {
  code: string;
  /** null of a record without a patient */
  order: { id: Uuid; coi: string; patient: string; product: string } | null;
  site: string;
  sponsor: string | null;
  type: RecordType;
  /** values of the recipe's parameters that are the patient's or the run's, by id */
  parameters: Record<string, Quantity>;
  recipe: { id: string; code: string; version: number; hash: string; recipe: MasterRecipe };
}

/** 211.188(a): a batch is made of an exact copy of the approved version; another is refused with `recipe.hash-differs`. */
export function issueBatch(draft: Draft, { code, order, site, sponsor, type, parameters: given, recipe }: Issue): void {
  const { id, version, hash, recipe: frozen } = recipe;
  if (hashOf(frozen) !== hash) throw new Refusal('conflict', 'recipe.hash-differs', { recipe: recipe.code, version });
  if (order !== null && frozen.product !== order.product)
    throw new Refusal('unprocessable', 'recipe.wrong-product', { recipe: frozen.product, order: order.product });
  ofItsType(frozen, type, order !== null);
  const parameters = givenParameters(frozen, given);
  draft.add('batch.issued', {
    code,
    site,
    sponsor,
    ...(type === 'patient-batch' ? {} : { type }),
    order: order?.id ?? null,
    coi: order?.coi ?? null,
    patient: order?.patient ?? null,
    product: frozen.product,
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    recipe: { id, code: recipe.code, title: frozen.title, version, hash, frozen },
    ...partsOf(frozen, frozen.procedure, { rounds: '', place: '' }, draft.newId),
  });
}

/** Only a patient batch carries a chain of identity; what a recipe in development makes is no GMP record. */
export function ofItsType(
  { type = 'patient-batch', stage, recipe }: MasterRecipe,
  wanted: RecordType,
  forOrder: boolean,
): void {
  if (wanted !== type && !NOT_GMP.has(wanted))
    throw new Refusal('unprocessable', 'batch.wrong-type', { recipe, type, wanted });
  if (stage === 'development' && !NOT_GMP.has(wanted))
    throw new Refusal('conflict', 'recipe.in-development', { recipe, wanted });
  if (forOrder !== (wanted === 'patient-batch'))
    throw new Refusal('unprocessable', forOrder ? 'batch.order-not-needed' : 'batch.order-missing', { type: wanted });
}

/** Every value that the recipe asks of the patient, inside its approved range, and no other. */
function givenParameters({ parameters }: MasterRecipe, given: Record<string, Quantity>): Record<string, Quantity> {
  const asked = parameters.filter(({ source }) => source === 'patient');
  const unknown = Object.keys(given).filter((id) => !asked.some((one) => one.id === id));
  const missing = asked.filter(({ id }) => given[id] === undefined).map(({ id }) => id);
  if (unknown.length > 0) throw new Refusal('unprocessable', 'parameter.unknown', { parameters: unknown });
  if (missing.length > 0) throw new Refusal('unprocessable', 'parameter.missing', { parameters: missing });
  return Object.fromEntries(
    asked.map(({ id, unit, range }) => {
      const value = convert(given[id]!, unit);
      if (judge(value.value, { action: range }) !== 'within')
        throw new Refusal('unprocessable', 'parameter.outside-range', { parameter: id, value, range });
      return [id, value];
    }),
  );
}

export interface Bind {
  unitProcedure: string;
  scanned: string;
  unit: { id: Uuid; code: string; unitClass: string };
  /** of a unit that is used by position */
  position?: string;
  /** of a unit whose class asks for one */
  kit?: Kit | null;
}

/**
 * Refuses where no unit may be bound now, whichever it is: `batch.unit-not-needed` for what is done by hand, `batch.not-running`,
 * `batch.unit-bound`, `batch.unit-procedure-not-next`.
 */
export function mayBind(draft: Draft, unitProcedure: string): void {
  const { batch } = draft;
  const byHand = unitProceduresOf(draft.recipe).some(
    (one) => one.unitProcedure === unitProcedure && one.unitClass === null,
  );
  if (byHand) throw new Refusal('conflict', 'batch.unit-not-needed', { unitProcedure });
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

/** A near miss: a kit that must not go in. */
export function recordWrongKit(draft: Draft, wrong: Refusal, of: Pick<Bind, 'unitProcedure' | 'unit'>): void {
  const values = { ...wrong.values, unitProcedure: of.unitProcedure, unit: of.unit.code };
  record(draft, { step: null, kind: wrong.code, identity: `kit/${draft.number('N', 'event')}`, values });
}

/** One batch, one unit: the unit of the next unit procedure, from the code that was scanned on it. */
export function bindUnit(draft: Draft, { unitProcedure, scanned, unit, position, kit }: Bind): void {
  mayBind(draft, unitProcedure);
  const wrong = wrongUnit(draft, scanned, unitProcedure, unit);
  if (wrong !== null) throw wrong;
  if (draft.batch.state === 'idle') draft.add('batch.started', {});
  draft.add('batch.unit-bound', {
    unit: unit.id,
    unitCode: unit.code,
    unitProcedure,
    scanned,
    ...(position === undefined ? {} : { position }),
    ...(kit && { kit }),
  });
}
