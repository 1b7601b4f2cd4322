import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Phase } from '../../../definition/recipes/domain/index.js';
import { finishStep } from './complete-step.js';
import { conclude as follow } from './conclude.js';
import { Draft } from './draft.js';
import type { NamedSeal } from './facts.js';
import { openSteps } from './guards.js';
import type { StepRow } from './rows.js';
import { startStep } from './start-step.js';

const isAutomatic = (phase: Phase): boolean => 'mode' in phase && phase.mode === 'automatic';

/** What follows by itself from a decision: what `conclude` of the procedure says, and phases whose mode is automatic. */
export function conclude(draft: Draft): void {
  follow(draft);
  for (let step = mayGoByItself(draft); step !== undefined; step = mayGoByItself(draft)) {
    const { id, version: seen, state } = step;
    if (state === 'idle') startStep(draft, { step: id, seen, arrivalsAfter: null, command: null, automatic: true });
    else finishStep(draft, { step: id, seen, seals: [] });
    follow(draft);
  }
}

/** A calculation or a wait that may begin or end now without anybody. */
function mayGoByItself(draft: Draft): StepRow | undefined {
  if (draft.batch.state !== 'running') return undefined;
  return openSteps(draft).find((step) => {
    const phase = draft.phase(step);
    if (phase.kind === 'program' || !isAutomatic(phase)) return false;
    return step.state === 'idle' ? mayStartAlone(draft, step) : mayFinishAlone(draft, step);
  });
}

const mayStartAlone = (draft: Draft, { id, version }: StepRow): boolean =>
  may(draft, (trial) => startStep(trial, { step: id, seen: version, arrivalsAfter: null, command: null }));

const mayFinishAlone = (draft: Draft, step: StepRow, seals: NamedSeal[] = []): boolean =>
  step.state === 'running' && may(draft, (trial) => finishStep(trial, { step: step.id, seen: step.version, seals }));

/** Whether a decision would be refused, without making it. */
function may(draft: Draft, decide: (trial: Draft) => void): boolean {
  const { id: batch, now, by, speed, newId } = draft;
  try {
    decide(new Draft(draft.state, { batch, now, by, speed, newId }));
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** Programs that begin by themselves now: their unit is bound, their turn has come, and nothing speaks against it. */
export const programsToStart = (draft: Draft): StepRow[] =>
  draft.batch.state === 'running'
    ? automaticPrograms(draft).filter(
        ({ id, version, state }) => state === 'idle' && mayStartProgram(draft, id, version),
      )
    : [];

const mayStartProgram = (draft: Draft, step: Uuid, seen: number): boolean =>
  may(draft, (trial) => startStep(trial, { step, seen, arrivalsAfter: null, command: draft.newId() }));

/** Programs that have ended and whose step ends by itself now; its signatures, if any, are due then. */
export const programsToFinish = (draft: Draft): StepRow[] =>
  draft.batch.state === 'running'
    ? automaticPrograms(draft).filter(
        ({ run, ...step }) => run?.state === 'ended' && mayFinishAlone(draft, { run, ...step }),
      )
    : [];

const automaticPrograms = (draft: Draft): StepRow[] =>
  openSteps(draft).filter(
    (step) =>
      step.kind === 'program' && isAutomatic(draft.phase(step)) && draft.bindingOf(step.unitProcedure) !== undefined,
  );
