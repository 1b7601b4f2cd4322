import type { Instant } from '../../../kernel/ids.js';
import { type Actor, type Fact, patch, put } from '../../../trust/ledger/domain/index.js';
import type { Apply, BatchFacts, BatchFactType, NewElement, NewStep } from './facts.js';
import type { BatchState, ElementRow, FrozenRecipeRow, ProgramRun, StepRow } from './rows.js';

/** The recipe that was applied last. */
export const newestRecipe = ({ batch_recipe }: Pick<BatchState, 'batch_recipe'>): FrozenRecipeRow =>
  Object.values(batch_recipe).reduce((newest, row) => (row.version > newest.version ? row : newest));

/** Who an actor is, for people. */
export const nameOf = (by: Actor): string => ('person' in by ? by.name : 'unit' in by ? by.unit : by.system);

/** Changes a step, and counts the change. */
export const changeStep = (
  state: BatchState,
  step: string,
  fact: { type: string; at: Instant; by: Actor },
  columns: Partial<StepRow> = {},
): BatchState =>
  patch(state, 'step', step, {
    ...columns,
    version: state.step[step]!.version + 1,
    changedBy: nameOf(fact.by),
    changedAt: fact.at,
    changedWith: fact.type,
  });

type OfStep = Extract<BatchFactType, `step.${string}` | 'decision.made'>;

const changeRun = (
  state: BatchState,
  fact: Parameters<typeof changeStep>[2],
  step: string,
  run: Partial<ProgramRun>,
  more: Partial<StepRow> = {},
): BatchState => changeStep(state, step, fact, { ...more, run: { ...state.step[step]!.run!, ...run } });

export const APPLY_STEP: Apply<OfStep> = {
  'step.started': (state, fact) =>
    changeStep(state, fact.values.step, fact, {
      state: 'running',
      startedAt: fact.happenedAt,
      unit: fact.values.unit,
      arrivalsAfter: fact.values.arrivalsAfter,
      owner: 'person' in fact.by ? fact.by.person : null,
      ownerName: 'person' in fact.by ? fact.by.name : null,
    }),
  'step.holding': (state, fact) => changeStep(state, fact.values.step, fact, { state: 'holding' }),
  'step.held': (state, fact) => changeStep(state, fact.values.step, fact, { state: 'held' }),
  'step.restarting': (state, fact) => changeStep(state, fact.values.step, fact, { state: 'restarting' }),
  'step.restarted': (state, fact) => changeStep(state, fact.values.step, fact, { state: 'running' }),
  'step.finished': (state, fact) =>
    changeStep(state, fact.values.step, fact, {
      state: 'completing',
      endedAt: fact.values.endedAt,
      owner: null,
      ownerName: null,
    }),
  'step.reopened': (state, fact) => changeStep(state, fact.values.step, fact, { state: 'completing' }),
  'step.skipped': (state, fact) =>
    changeStep(state, fact.values.step, fact, { state: 'skipped', owner: null, ownerName: null }),
  'step.taken-over': (state, fact) =>
    changeStep(state, fact.values.step, fact, {
      owner: 'person' in fact.by ? fact.by.person : null,
      ownerName: nameOf(fact.by),
    }),
  'step.signed': (state, fact) => changeStep(state, fact.values.step, fact),
  'step.signatures-voided': (state, fact) =>
    changeStep(
      fact.values.signatures.reduce((rows, id) => patch(rows, 'signature', id, { void: true }), state),
      fact.values.step,
      fact,
    ),
  'step.completed': (state, fact) =>
    changeStep(state, fact.values.step, fact, { state: 'complete', completedAt: fact.at }),
  'step.stopping': (state, fact) => changeStep(state, fact.values.step, fact, { state: 'stopping' }),
  'step.stopped': (state, fact) => changeStep(state, fact.values.step, fact, { state: 'stopped', endedAt: fact.at }),
  'step.program-requested': (state, fact) => {
    const { step, command, program, after } = fact.values;
    const run: ProgramRun = {
      program,
      command,
      state: 'requested',
      runId: null,
      startedAt: null,
      endedAt: null,
      outcome: null,
      after,
    };
    return changeStep(state, step, fact, { run });
  },
  'step.program-confirmed': (state, fact) =>
    changeRun(state, fact, fact.values.step, {
      state: 'running',
      runId: fact.values.runId,
      startedAt: fact.values.startedAt,
    }),
  'step.program-failed': (state, fact) =>
    changeRun(state, fact, fact.values.step, { state: fact.values.unknown ? 'unknown' : 'failed' }),
  'step.program-end-due': (state, fact) => changeRun(state, fact, fact.values.step, { endDue: true }),
  'step.program-held': (state, fact) => changeRun(state, fact, fact.values.step, { state: 'held' }),
  'step.program-resumed': (state, fact) => changeRun(state, fact, fact.values.step, { state: 'running' }),
  'step.program-ended': (state, fact) => {
    const { step, outcome, startedAt, endedAt } = fact.values;
    return changeRun(state, fact, step, { state: 'ended', outcome, startedAt, endedAt }, { endedAt });
  },
  'decision.made': (state, fact) => changeStep(state, fact.values.step, fact, { decision: fact.values.option }),
};

type OfBatch = Extract<
  BatchFactType,
  `batch.${string}` | `element.${string}` | `steps.${string}` | 'choice.taken' | 'loop.judged'
>;

/** Steps and elements as they come to be; `recipe` is the frozen one that they are made by. */
function withSteps(
  state: BatchState,
  fact: Parameters<typeof changeStep>[2],
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
  'batch.unit-bound': (state, { values: { unit, unitCode, unitProcedure, position = null }, at }, batch) => {
    const id = bindingId(state, batch);
    const row = { id, batch, unit, unitCode, unitProcedure, position, boundAt: at, releasedAt: null, replaces: null };
    return put(state, 'binding', id, row);
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
    return withSteps(changeElement(state, element, { round }), fact, id, newestRecipe(state).id, added);
  },
  'steps.omitted': (state, fact) =>
    fact.values.steps.reduce((rows, step) => changeStep(rows, step, fact, { state: 'omitted' }), state),
  'choice.taken': (state, { values: { element, option } }) => changeElement(state, element, { option }),
  'loop.judged': (state, { values: { element, ends } }) =>
    ends ? changeElement(state, element, { option: LOOP_ENDED }) : state,
};
