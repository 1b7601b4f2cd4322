import { type Fact, patch, put } from '../../../trust/ledger/domain/index.js';
import { changeStep, nameOf } from './apply-steps.js';
import type { Apply, BatchFacts, BatchFactType, NewElement, NewStep } from './facts.js';
import type { BatchState, ElementRow, FrozenRecipeRow } from './rows.js';

/** The recipe that was applied last. */
export const newestRecipe = ({ batch_recipe }: Pick<BatchState, 'batch_recipe'>): FrozenRecipeRow =>
  Object.values(batch_recipe).reduce((newest, row) => (row.version > newest.version ? row : newest));

type OfBatch = Extract<
  BatchFactType,
  | `batch.${string}`
  | `element.${string}`
  | `steps.${string}`
  | 'block.inserted'
  | 'choice.taken'
  | 'loop.judged'
  | 'lot.yielded'
>;

/** Steps and elements as they come to be; `recipe` is the frozen one that they are made by. */
function withSteps(
  state: BatchState,
  fact: Fact,
  batch: string,
  recipe: string,
  { steps, elements }: { steps: NewStep[]; elements: NewElement[] },
): BatchState {
  const placed = steps.reduce(
    (rows, { step, rounds = '', place, ...values }) =>
      put(rows, 'step', step, {
        id: step,
        batch,
        ...values,
        rounds,
        place: place ?? placeOf(values.position),
        recipe,
        unit: null,
        arrivalsAfter: null,
        state: 'idle',
        version: 1,
        changedBy: nameOf(fact.by),
        changedAt: fact.at,
        changedWith: fact.type,
        startedAt: null,
        endedAt: null,
        completedAt: null,
        decision: null,
        run: null,
        owner: null,
        ownerName: null,
      }),
    state,
  );
  return elements.reduce((rows, { kind, name, rounds }) => {
    const id = `${batch}/${rounds}${name}`;
    const round = kind === 'loop' ? 1 : 0;
    return put(rows, 'element', id, { id, batch, kind, name, rounds, state: 'idle', option: null, round });
  }, placed);
}

/** A position as text that sorts. */
export const placeOf = (position: number): string => `${position}`.padStart(4, '0');

const bindingId = (state: BatchState, batch: string): string => `${batch}/B${Object.keys(state.binding).length + 1}`;

const issued = (state: BatchState, fact: Fact<'batch.issued', BatchFacts['batch.issued']>, id: string): BatchState => {
  const { code, site, sponsor, type = 'patient-batch', order, coi, patient, product, recipe, steps } = fact.values;
  const { parameters = {}, elements = [] } = fact.values;
  const withBatch = put(state, 'batch', id, {
    id,
    code,
    site,
    sponsor,
    type,
    orderId: order,
    coi,
    patient,
    product,
    recipeId: recipe.id,
    recipeCode: recipe.code,
    recipeTitle: recipe.title,
    recipeVersion: recipe.version,
    recipeHash: recipe.hash,
    state: 'idle',
    heldBecause: null,
    stopping: null,
    qualityHold: null,
    parameters,
    lot: null,
    issuedAt: fact.at,
    endedAt: null,
  });
  const { version, hash, frozen } = recipe;
  const withRecipe = put(withBatch, 'batch_recipe', id, { id, batch: id, version, hash, recipe: frozen });
  return withSteps(withRecipe, fact, id, id, { steps, elements });
};

/** The option of a loop that goes no further round. */
export const LOOP_ENDED = 'ended';

const changeElement = (state: BatchState, id: string, columns: Partial<ElementRow>): BatchState =>
  patch(state, 'element', id, columns);

export const APPLY_BATCH: Apply<OfBatch> = {
  'batch.issued': issued,
  'batch.started': (state, _, id) => patch(state, 'batch', id, { state: 'running' }),
  'batch.unit-bound': (
    state,
    { values: { unit, unitCode, unitProcedure, position = null, kit = null }, at },
    batch,
  ) => {
    const id = bindingId(state, batch);
    const held = { unit, unitCode, unitProcedure, position, kit };
    return put(state, 'binding', id, { id, batch, ...held, boundAt: at, releasedAt: null, replaces: null });
  },
  'batch.unit-released': (state, { values: { unit, unitProcedure }, at }) => {
    const bound = Object.values(state.binding).find(
      (row) => row.unit === unit && row.unitProcedure === unitProcedure && row.releasedAt === null,
    )!;
    return patch(state, 'binding', bound.id, { releasedAt: at });
  },
  'batch.holding': (state, { values }, id) =>
    patch(state, 'batch', id, { state: 'holding', heldBecause: values.reason }),
  'batch.held': (state, { values }, id) => patch(state, 'batch', id, { state: 'held', heldBecause: values.reason }),
  'batch.restarted': (state, _, id) => patch(state, 'batch', id, { state: 'running', heldBecause: null }),
  'batch.completed': (state, { at }, id) => patch(state, 'batch', id, { state: 'complete', endedAt: at }),
  'batch.stopping': (state, { values }, id) =>
    patch(state, 'batch', id, { state: 'stopping', heldBecause: null, stopping: values }),
  'batch.stopped': (state, { at }, id) =>
    patch(state, 'batch', id, { state: 'stopped', endedAt: at, heldBecause: null, stopping: null }),
  'element.transitioned': (state, { values: { element, to } }) => changeElement(state, element, { state: to }),
  'steps.added': (state, fact, id) => {
    const { element, round, ...added } = fact.values;
    return changeElement(withSteps(state, fact, id, newestRecipe(state).id, added), element, { round });
  },
  'block.inserted': (state) => state,
  'steps.omitted': (state, fact) =>
    fact.values.steps.reduce((rows, step) => changeStep(rows, step, fact, { state: 'omitted' }), state),
  'choice.taken': (state, { values: { element, option } }) => changeElement(state, element, { option }),
  'loop.judged': (state, { values: { element, ends } }) =>
    ends ? changeElement(state, element, { option: LOOP_ENDED }) : state,
  'batch.unit-replaced': replaced,
  'batch.recipe-changed': (state, fact, id) => {
    const { recipe, steps, elements } = fact.values;
    const { version, hash, frozen } = recipe;
    const frozenId = `${id}@${version}`;
    const columns = { recipeId: recipe.id, recipeTitle: recipe.title, recipeVersion: version, recipeHash: hash };
    const changed = patch(state, 'batch', id, columns);
    const withRecipe = put(changed, 'batch_recipe', frozenId, {
      id: frozenId,
      batch: id,
      version,
      hash,
      recipe: frozen,
    });
    return withSteps(withRecipe, fact, id, frozenId, { steps, elements });
  },
  'batch.quality-hold-placed': (state, { values }, id) => patch(state, 'batch', id, { qualityHold: values.reason }),
  'batch.quality-hold-lifted': (state, _, id) => patch(state, 'batch', id, { qualityHold: null }),
  'batch.aborting': (state, { values }, id) =>
    patch(state, 'batch', id, { state: 'aborting', heldBecause: values.reason, stopping: null }),
  'batch.aborted': (state, { at }, id) => patch(state, 'batch', id, { state: 'aborted', endedAt: at }),
  'lot.yielded': (state, { values }, id) => patch(state, 'batch', id, { lot: values }),
};

/** The unit procedure goes on on another unit, and with it every step that is at work on the old one. */
function replaced(
  state: BatchState,
  { values, at, ...fact }: Fact<'batch.unit-replaced', BatchFacts['batch.unit-replaced']>,
  batch: string,
): BatchState {
  const { binding, unit, unitCode, unitProcedure, position = null, kit = null, steps, arrivalsAfter } = values;
  const freed = patch(state, 'binding', binding, { releasedAt: at });
  const id = bindingId(freed, batch);
  const held = { unit, unitCode, unitProcedure, position, kit };
  const row = { id, batch, ...held, boundAt: at, releasedAt: null, replaces: binding };
  return steps.reduce(
    (rows, step) => changeStep(rows, step, { ...fact, at }, { unit, arrivalsAfter }),
    put(freed, 'binding', id, row),
  );
}
