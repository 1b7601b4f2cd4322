import type { Instant } from '../../../kernel/ids.js';
import { type Actor, type Fact, patch, put } from '../../../trust/ledger/domain/index.js';
import type { Apply, BatchFacts, BatchFactType } from './facts.js';
import type { BatchState, ProgramRun, StepRow } from './rows.js';

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
    }),
  'step.held': (state, fact) => changeStep(state, fact.values.step, fact, { state: 'held' }),
  'step.restarted': (state, fact) => changeStep(state, fact.values.step, fact, { state: 'running' }),
  'step.finished': (state, fact) =>
    changeStep(state, fact.values.step, fact, { state: 'completing', endedAt: fact.values.endedAt }),
  'step.signed': (state, fact) => changeStep(state, fact.values.step, fact),
  'step.signatures-voided': (state, fact) =>
    changeStep(
      fact.values.signatures.reduce((rows, id) => patch(rows, 'signature', id, { void: true }), state),
      fact.values.step,
      fact,
    ),
  'step.completed': (state, fact) =>
    changeStep(state, fact.values.step, fact, { state: 'complete', completedAt: fact.at }),
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
  'step.program-held': (state, fact) => changeRun(state, fact, fact.values.step, { state: 'held' }),
  'step.program-resumed': (state, fact) => changeRun(state, fact, fact.values.step, { state: 'running' }),
  'step.program-ended': (state, fact) => {
    const { step, outcome, startedAt, endedAt } = fact.values;
    return changeRun(state, fact, step, { state: 'ended', outcome, startedAt, endedAt }, { endedAt });
  },
  'decision.made': (state, fact) => changeStep(state, fact.values.step, fact, { decision: fact.values.option }),
};

type OfBatch = Extract<BatchFactType, `batch.${string}`>;

const issued = (state: BatchState, fact: Fact<'batch.issued', BatchFacts['batch.issued']>, id: string): BatchState => {
  const { code, site, sponsor, order, coi, patient, product, recipe, steps } = fact.values;
  const withBatch = put(state, 'batch', id, {
    id,
    code,
    site,
    sponsor,
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
    unit: null,
    unitCode: null,
    unitProcedure: null,
    boundAt: null,
    issuedAt: fact.at,
    endedAt: null,
  });
  const withRecipe = put(withBatch, 'batch_recipe', id, { id, hash: recipe.hash, recipe: recipe.frozen });
  return steps.reduce(
    (rows, { step, ...place }) =>
      put(rows, 'step', step, {
        id: step,
        batch: id,
        ...place,
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
      }),
    withRecipe,
  );
};

export const APPLY_BATCH: Apply<OfBatch> = {
  'batch.issued': issued,
  'batch.started': (state, _, id) => patch(state, 'batch', id, { state: 'running' }),
  'batch.unit-bound': (state, { values: { unit, unitCode, unitProcedure }, at }, id) =>
    patch(state, 'batch', id, { unit, unitCode, unitProcedure, boundAt: at }),
  'batch.unit-released': (state, _, id) =>
    patch(state, 'batch', id, { unit: null, unitCode: null, unitProcedure: null, boundAt: null }),
  'batch.held': (state, { values }, id) => patch(state, 'batch', id, { state: 'held', heldBecause: values.reason }),
  'batch.restarted': (state, _, id) => patch(state, 'batch', id, { state: 'running', heldBecause: null }),
  'batch.completed': (state, { at }, id) => patch(state, 'batch', id, { state: 'complete', endedAt: at }),
  'batch.stopped': (state, { at }, id) =>
    patch(state, 'batch', id, { state: 'stopped', endedAt: at, heldBecause: null }),
};
