import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/index.js';
import { type MasterRecipe, type Phase, phasesOf } from '../../definition/recipes/domain/index.js';
import { seconds } from '../../definition/unit-classes/domain/index.js';
import { scaledMs } from '../rules/domain/index.js';
import type { BatchInBrief, MonitorInBrief, ProgramInBrief } from './batch-in-brief.js';
import { type BriefRow, briefRows, recipesByHash } from './brief.store.js';
import { later, phaseOf, programOrder, type ProgramRun } from './domain/index.js';
import { WriteBatch } from './write-batch.service.js';

/** Batches as a board shows them: two statements at most, however many batches there are. */
@Injectable()
export class BriefBatches {
  /** a hash names one recipe for ever */
  private readonly recipes = new Map<string, MasterRecipe>();

  constructor(private readonly batches: WriteBatch) {}

  async all(tx: Tx): Promise<BatchInBrief[]> {
    const rows = await briefRows(tx);
    const unknown = rows.map(({ recipeHash }) => recipeHash).filter((hash) => !this.recipes.has(hash));
    if (unknown.length > 0)
      for (const { hash, recipe } of await recipesByHash(tx, [...new Set(unknown)])) this.recipes.set(hash, recipe);
    return rows.map((row) => briefOf(row, this.recipes.get(row.recipeHash)!, this.batches.speed));
  }
}

function briefOf(row: BriefRow, recipe: MasterRecipe, speed: number): BatchInBrief {
  const { id, code, coi, patient, product, state, heldBecause, done, total, timer, exceptions, signed, step } = row;
  const phase = step === null ? null : phaseOf(recipe, step.phase);
  const procedure = recipe.procedure.find(({ unitProcedure }) => unitProcedure === step?.unitProcedure);
  return {
    ...{ id, code, coi, patient, product, state, heldBecause, timer, exceptions },
    unit: row.unit === null ? null : { id: row.unit, code: row.unitCode! },
    unitProcedure:
      procedure === undefined
        ? null
        : { id: procedure.unitProcedure, title: procedure.title, unitClass: procedure.unitClass },
    step:
      step === null
        ? null
        : {
            ...{ id: step.id, phase: step.phase, title: phase!.title, kind: step.kind, state: step.state },
            startedAt: step.startedAt,
            signaturesDue: step.state === 'completing' ? phase!.sign.slice(signed) : [],
          },
    steps: { done, total },
    timed: timedOf(recipe, step?.phase),
    program: step?.run ? programOf(step.run, speed) : null,
    monitors: step?.run ? monitorsOf(step.run, phase!) : [],
  };
}

/** Seconds that a phase takes by the recipe's own clock; none where people set its pace. */
function lengthOf(phase: Phase): number {
  if (phase.kind === 'wait') return seconds(phase.for);
  return phase.kind === 'program' ? seconds(programOrder(phase).duration ?? 'PT0S') : 0;
}

function timedOf(recipe: MasterRecipe, at: string | undefined): BatchInBrief['timed'] {
  const phases = phasesOf(recipe).map(({ phase }) => phase);
  const here = phases.findIndex(({ id }) => id === at);
  const sum = (some: Phase[]): number => some.reduce((all, phase) => all + lengthOf(phase), 0);
  return { before: sum(here < 0 ? phases : phases.slice(0, here)), total: sum(phases) };
}

const programOf = ({ program, state, startedAt, after }: ProgramRun, speed: number): ProgramInBrief => ({
  ...{ program, state, startedAt, after },
  endsAt: state !== 'running' || startedAt === null || after === null ? null : later(startedAt, scaledMs(after, speed)),
});

const monitorsOf = ({ state }: ProgramRun, phase: Phase): MonitorInBrief[] =>
  phase.kind !== 'program' || (state !== 'running' && state !== 'held')
    ? []
    : phase.monitor.map(({ tag, unit, alert = null, action, criticality }) => ({
        ...{ tag, unit, alert, action, criticality },
      }));
