import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { CommandAction } from '../../../plant/equipment/domain/index.js';
import type { Criticality } from '../../../definition/unit-classes/domain/index.js';
import { conclude } from './conclude.js';
import type { Draft } from './draft.js';
import { isOver } from './guards.js';
import { raise } from './raise.js';
import { endRepeats } from './repeat-steps.js';
import type { ProgramRun, StepRow } from './rows.js';
import { askToStopAgain, endFailedStops, failedStops } from './stop-again.js';
import { programRuns } from './unit-program.js';
import { reachEdge } from './windows.js';

const ORDER: Criticality[] = ['info', 'IPC', 'CQA', 'CPP'];

export const highest = (criticalities: Criticality[]): Criticality =>
  criticalities.reduce<Criticality>((most, next) => (ORDER.indexOf(next) > ORDER.indexOf(most) ? next : most), 'info');

/** The kind of exception that a setpoint changed at the unit itself is, until it is as it was or its program is over. */
export const SETPOINT_CHANGED = 'setpoint.changed-locally';

/** How much a step's program bears on the product: as its most critical monitor. */
export function criticalityOf(draft: Draft, step: StepRow): Criticality {
  const phase = draft.phase(step);
  return phase.kind === 'program' ? highest(phase.monitor.map(({ criticality }) => criticality)) : 'info';
}

interface OfCommand {
  step: Uuid;
  command: Uuid;
  action: CommandAction;
}

const isStart = (step: StepRow, { command, action }: OfCommand): boolean =>
  action === 'start-program' && step.run?.command === command;

/** What is said late of an earlier run of the step, one that was replaced or started again, changes nothing of its newer one. */
const isOfRun = (step: StepRow, runId: string): step is StepRow & { run: ProgramRun } => step.run?.runId === runId;

/** The unit has started the step's program, by its own clock. */
export function programConfirmed(draft: Draft, fact: OfCommand & { runId: string; startedAt?: Instant }): void {
  const step = draft.step(fact.step);
  const { command, runId, startedAt } = fact;
  if (!isStart(step, fact) || step.run?.state === 'ended' || step.run?.runId === runId) return;
  draft.add('step.program-confirmed', { step: step.id, command, runId, startedAt: startedAt ?? draft.now });
}

/** A command that the unit refused, or that nobody can say of whether it was done. */
export function commandFailed(
  draft: Draft,
  fact: OfCommand & { reason: string; unknown: boolean; found?: string | null },
): void {
  const step = draft.step(fact.step);
  const { command, action, reason, unknown, found } = fact;
  const started = isStart(step, fact);
  if (started) draft.add('step.program-failed', { step: step.id, command, reason, unknown });
  const over = isOver(draft);
  // the unit has no such run: there is nothing left to wait for
  const absent = (action === 'stop' || action === 'abort') && reason === 'program.not-running' && step.run !== null;
  if (over && absent) {
    draft.add('step.program-failed', { step: step.id, command: step.run!.command, reason, unknown: false });
    endFailedStops(draft, step, draft.now);
  } else if (over && action === 'abort') giveUp(draft, step, reason);
  const standing = action === 'stop' && !absent && programRuns(step);
  if (standing) askToStopAgain(draft, step);
  if (over && !standing) return stopped(draft, step.id);
  // it had not been held after all
  if (action === 'unhold' && step.state === 'restarting' && step.run?.state === 'running')
    draft.add('step.restarted', { step: step.id, signature: null });
  if (standing && failedStops(draft, step).length > 0) return;
  raise(draft, {
    step: draft.step(step.id),
    kind: unknown ? 'command.unknown' : 'command.failed',
    identity: `command/${command}`,
    values: { command, action, reason, ...(found === undefined ? {} : { found }) },
    ...(standing ? { endedAt: null } : {}),
    criticality: criticalityOf(draft, step),
    // what the unit still waits for is asked again
    onBreach: started ? 'stop' : over || action === 'answer' ? 'continue' : 'supervisor',
  });
}

/** The program stands in its safe state. Where no rule of the batch asked for that, the step is held until a supervisor has looked. */
export function programHeld(draft: Draft, fact: { step: Uuid; runId: string; cause: string; heldAt: Instant }): void {
  const step = draft.step(fact.step);
  const { cause, heldAt, runId } = fact;
  if (!isOfRun(step, runId) || step.run.state === 'held' || step.run.state === 'ended') return;
  draft.add('step.program-held', { step: step.id, cause }, { happenedAt: heldAt });
  if (isOver(draft)) return;
  if (draft.step(step.id).state === 'holding') {
    draft.add('step.held', { step: step.id, because: cause });
    conclude(draft);
  }
  if (cause === 'command' || draft.step(step.id).state === 'paused') return;
  raise(draft, {
    step: draft.step(step.id),
    kind: 'program.held',
    identity: `program/${runId}/held/${heldAt}`,
    values: { cause, runId },
    startedAt: heldAt,
    endedAt: null,
    criticality: criticalityOf(draft, step),
    onBreach: 'stop',
  });
}

export function programResumed(draft: Draft, fact: { step: Uuid; runId: string; resumedAt: Instant }): void {
  const step = draft.step(fact.step);
  if (!isOfRun(step, fact.runId)) return;
  if (step.run.state !== 'held' && step.state !== 'restarting') return;
  draft.add('step.program-resumed', { step: step.id }, { happenedAt: fact.resumedAt });
  if (step.state === 'restarting') draft.add('step.restarted', { step: step.id, signature: null });
  for (const { number, kind, endedAt, values } of draft.exceptionsOf(step.id))
    if (endedAt === null && (kind === 'program.held' || (kind === SETPOINT_CHANGED && values['while'] === 'held')))
      draft.add('exception.ended', { exception: number, step: step.id, endedAt: fact.resumedAt, values: {} });
}

/** The program's end is the end of the phase's work, at the unit's time. */
export function programEnded(
  draft: Draft,
  fact: { step: Uuid; runId: string; outcome: string; startedAt: Instant; endedAt: Instant },
): void {
  const step = draft.step(fact.step);
  const { outcome, startedAt, endedAt, runId } = fact;
  if (!isOfRun(step, runId) || step.run.state === 'ended') return;
  draft.add('step.program-ended', { step: step.id, outcome, startedAt, endedAt }, { happenedAt: endedAt });
  endFailedStops(draft, step, endedAt);
  for (const { number, kind, endedAt: over } of draft.exceptionsOf(step.id))
    if (kind === SETPOINT_CHANGED && over === null)
      draft.add('exception.ended', { exception: number, step: step.id, endedAt, values: {} });
  if (isOver(draft)) return stopped(draft, step.id);
  reachEdge(draft, step, 'end', endedAt);
  endRepeats(draft, step, endedAt);
  // a hold or a restart has nothing left to wait for
  if (step.state === 'holding') draft.add('step.held', { step: step.id, because: 'program.ended' });
  if (step.state === 'restarting') draft.add('step.restarted', { step: step.id, signature: null });
  conclude(draft);
  if (outcome === 'completed' || (outcome === 'stopped' && step.run.endDue)) return;
  raise(draft, {
    step: draft.step(step.id),
    kind: 'program.not-completed',
    identity: `program/${runId}/ended`,
    values: { outcome, runId },
    startedAt: endedAt,
    criticality: criticalityOf(draft, step),
    onBreach: 'supervisor',
  });
}

/** Nobody can reach the unit to abort its program: the step is over all the same, and the unit is set aside with it. */
function giveUp(draft: Draft, step: StepRow, reason: string): void {
  if (step.state !== 'aborting' || step.run === null) return;
  draft.add('step.program-failed', { step: step.id, command: step.run.command, reason, unknown: true });
  draft.add('step.aborted', { step: step.id });
}

/** The unit's program of a step in a batch that is over has ended. */
function stopped(draft: Draft, id: Uuid): void {
  const step = draft.step(id);
  if (step.state === 'stopping' && !programRuns(step)) draft.add('step.stopped', { step: id });
  if (step.state === 'aborting' && !programRuns(step)) draft.add('step.aborted', { step: id });
  conclude(draft);
}
