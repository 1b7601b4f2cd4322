import type { Instant } from '../../../kernel/ids.js';
import { type Actor, patch } from '../../../trust/ledger/domain/index.js';
import type { Apply, BatchFactType } from './facts.js';
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

const ownerOf = (by: Actor | null): Pick<StepRow, 'owner' | 'ownerName'> =>
  by !== null && 'person' in by ? { owner: by.person, ownerName: by.name } : { owner: null, ownerName: null };

export const APPLY_STEP: Apply<OfStep> = {
  'step.started': (state, fact) =>
    changeStep(state, fact.values.step, fact, {
      state: 'running',
      startedAt: fact.happenedAt,
      unit: fact.values.unit,
      arrivalsAfter: fact.values.arrivalsAfter,
      ...ownerOf(fact.values.automatic ? null : fact.by),
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
  'step.paused': (state, fact) => changeStep(state, fact.values.step, fact, { state: 'paused' }),
  'step.resumed': (state, fact) => changeStep(state, fact.values.step, fact, { state: 'running' }),
  'step.aborting': (state, fact) => changeStep(state, fact.values.step, fact, { state: 'aborting' }),
  'step.aborted': (state, fact) => changeStep(state, fact.values.step, fact, { state: 'aborted', endedAt: fact.at }),
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
