import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { type PromptDto, ShowPrompts } from '../../plant/equipment/index.js';
import { unitProceduresOf } from '../../definition/recipes/domain/index.js';
import { listBatches, openBindings, progressOfBatches } from './batch.store.js';
import type { BatchDto, BatchStepDto, BatchSummaryDto, StepDto, UnitProcedureDto } from './batch-view.dto.js';
import {
  batchContent,
  batchRestartContent,
  type BatchRow,
  type Draft,
  isAtWork,
  isStepOver,
  nextStep,
  openSteps,
  insertContent,
  placeToInsert,
  replaceContent,
  timesInserted,
  STATED_WITHIN,
  type StepRow,
} from './domain/index.js';
import { wordsIn } from './language.view.js';
import { notesOf } from './note.view.js';
import { byNumber, exceptionOf, stepOf } from './step.view.js';
import { WriteBatch } from './write-batch.service.js';

/** Batches as their people see them. */
@Injectable()
export class ShowBatches {
  constructor(
    private readonly database: Database,
    private readonly batches: WriteBatch,
    private readonly prompts: ShowPrompts,
  ) {}

  list(caller: Caller): Promise<BatchSummaryDto[]> {
    return this.database.read(caller.scope, async (tx) => {
      const progress = new Map((await progressOfBatches(tx)).map((row) => [row.batch, row]));
      const units = new Map((await openBindings(tx)).map((row) => [row.batch, row]));
      return (await listBatches(tx)).map((row) => {
        const { step, phase, title, state, exceptions, open } = progress.get(row.id)!;
        const at = step === null ? null : { id: step, phase: phase!, title: title!, state: state! };
        return { ...headOf(row, units.get(row.id)), step: at, exceptions, openExceptions: open };
      });
    });
  }

  /** `language`: BCP 47 tag of the words for steps, where the recipe has them. */
  one(caller: Caller, id: Uuid, language?: string): Promise<BatchDto> {
    return this.database.read(caller.scope, async (tx) => {
      const shown = await this.view(tx, id, language);
      const prompts = await this.prompts.open(tx, { batch: id });
      return prompts.length === 0 ? shown : { ...shown, steps: shown.steps.map((step) => withPrompts(step, prompts)) };
    });
  }

  async view(tx: Tx, id: Uuid, language?: string): Promise<BatchDto> {
    return viewOf(await this.batches.view(tx, id), language);
  }
}

/** At the step whose program the unit runs, else at what is at work on it. */
const withPrompts = (shown: StepDto, prompts: readonly PromptDto[]): StepDto => {
  const isOf = ({ unit, step }: PromptDto): boolean =>
    unit === shown.unit && (step === null ? isAtWork(shown.state as StepRow['state']) : step === shown.id);
  return { ...shown, prompts: prompts.filter(isOf) };
};

function headOf(
  row: BatchRow,
  bound: { unit: Uuid; unitCode: string } | undefined,
): Omit<BatchSummaryDto, 'step' | 'exceptions' | 'openExceptions'> {
  const { id, code, type, state, product, patient, coi, issuedAt, endedAt } = row;
  const { recipeId, recipeCode, recipeTitle, recipeVersion, recipeHash } = row;
  return {
    ...{ id, code, type, state, product, patient, coi, issuedAt, endedAt },
    recipe: { id: recipeId, code: recipeCode, title: recipeTitle, version: recipeVersion, hash: recipeHash },
    unit: bound === undefined ? null : { id: bound.unit, code: bound.unitCode },
  };
}

function unitProcedureViews(draft: Draft): UnitProcedureDto[] {
  const next = openSteps(draft).map(({ unitProcedure }) => unitProcedure);
  return unitProceduresOf(draft.recipe).map(({ unitProcedure: id, title, unitClass }) => {
    const complete = draft.steps.every((step) => step.unitProcedure !== id || isStepOver(step.state));
    const open = draft.bindingOf(id) ? 'bound' : next.includes(id) ? 'open' : 'idle';
    return { id, title, unitClass, state: complete ? 'complete' : open };
  });
}

function headOfStep(draft: Draft, step: StepRow, language?: string): BatchStepDto {
  const { id, phase, state } = step;
  const { id: key, title: own } = draft.phase(step);
  return { id, phase, title: wordsIn(draft.recipeOf(step), language)(`${key}.title`, own), state };
}

function viewOf(draft: Draft, language?: string): BatchDto {
  const { batch, state } = draft;
  const next = nextStep(draft);
  const exceptions = Object.values(state.exception);
  const open = exceptions.filter(
    ({ comment, onBreach, answer }) => comment === null || (onBreach !== 'continue' && answer === null),
  );
  return {
    ...headOf(batch, draft.bindings[0]),
    step: next === undefined ? null : headOfStep(draft, next, language),
    exceptions: exceptions.length,
    openExceptions: open.length,
    order: batch.orderId,
    site: batch.site,
    sponsor: batch.sponsor,
    unitProcedures: unitProcedureViews(draft),
    steps: draft.steps.map((step) => stepOf(draft, step, language)),
    windows: draft.recipe.windows.map(({ id, title }) => ({ id, title })),
    timers: Object.values(state.timer)
      .filter(({ purpose }) => purpose !== 'stop-again')
      .sort(byNumber)
      .map(({ number: id, step, purpose, window, dueAt, state: timer }) => ({
        id,
        step,
        purpose,
        window,
        dueAt,
        state: timer,
      })),
    events: Object.values(state.event)
      .sort(byNumber)
      .map(({ number: id, step, kind, values, startedAt, endedAt }) => ({
        id,
        step,
        kind,
        values,
        startedAt,
        endedAt,
      })),
    exceptionsOfBatch: exceptions
      .filter(({ step }) => step === null)
      .sort(byNumber)
      .map((row) => exceptionOf(draft, row)),
    heldBecause: batch.heldBecause,
    statedWithin: draft.recipe.statedWithin ?? STATED_WITHIN,
    units: draft.bindings.map((bound) => {
      const { unit: id, unitCode: code, unitProcedure, position, kit } = bound;
      return { id, code, unitProcedure, position, kit, replacement: replaceContent(draft, bound) };
    }),
    notes: notesOf(state, null),
    adHoc: (draft.recipe.adHoc ?? []).map((block) => {
      const { id, title, max, sign } = block;
      const used = timesInserted(draft, id);
      const may = batch.state === 'running' && used < max && placeToInsert(draft, block) !== undefined;
      return { id, title, max, used, sign, signing: may ? insertContent(draft, block) : null };
    }),
    qualityHold: batch.qualityHold,
    lot: batch.lot,
    signing: batchContent(draft),
    restart: batch.state === 'held' || batch.state === 'holding' ? batchRestartContent(draft) : null,
  };
}
