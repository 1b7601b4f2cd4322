import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { CommandAction } from '../../../plant/equipment/domain/index.js';
import type { Criticality } from '../../../definition/unit-classes/domain/index.js';
import { releaseWhenStill } from './answer.js';
import type { Draft } from './draft.js';
import { isOver } from './guards.js';
import { raise } from './raise.js';
import type { StepRow } from './rows.js';
import { reachEdge } from './windows.js';

const ORDER: Criticality[] = ['info', 'IPC', 'CQA', 'CPP'];

export const highest = (criticalities: Criticality[]): Criticality =>
  criticalities.reduce<Criticality>((most, next) => (ORDER.indexOf(next) > ORDER.indexOf(most) ? next : most), 'info');

/** How much a step's program bears on the product: as its most critical monitor. */
function criticalityOf(draft: Draft, step: StepRow): Criticality {
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

/** The unit has started the step's program, by its own clock. */
export function programConfirmed(draft: Draft, fact: OfCommand & { runId: string; startedAt?: Instant }): void {
  const step = draft.step(fact.step);
  const { command, runId, startedAt } = fact;
  if (!isStart(step, fact) || step.run?.state === 'ended' || step.run?.runId === runId) return;
  draft.add('step.program-confirmed', { step: step.id, command, runId, startedAt: startedAt ?? draft.now });
}

/** A command that the unit refused, or that nobody can say of whether it was done. */
export function commandFailed(draft: Draft, fact: OfCommand & { reason: string; unknown: boolean }): void {
  const step = draft.step(fact.step);
  const { command, action, reason, unknown } = fact;
  const started = isStart(step, fact);
  if (started) draft.add('step.program-failed', { step: step.id, command, reason, unknown });
  if (isOver(draft)) {
    // the unit has no such run: there is nothing left to wait for
    const absent = action === 'stop' && reason === 'program.not-running' && step.run !== null;
    if (absent) draft.add('step.program-failed', { step: step.id, command: step.run!.command, reason, unknown: false });
    return releaseWhenStill(draft);
  }
  raise(draft, {
    step: draft.step(step.id),
    kind: unknown ? 'command.unknown' : 'command.failed',
    identity: `command/${command}`,
    values: { command, action, reason },
    criticality: criticalityOf(draft, step),
    onBreach: started ? 'stop' : 'supervisor',
  });
}

/** The program stands in its safe state. Where no rule of the batch asked for that, the step is held until a supervisor has looked. */
export function programHeld(draft: Draft, fact: { step: Uuid; runId: string; cause: string; heldAt: Instant }): void {
  const step = draft.step(fact.step);
  const { cause, heldAt, runId } = fact;
  if (step.run === null || step.run.state === 'held' || step.run.state === 'ended') return;
  draft.add('step.program-held', { step: step.id, cause }, { happenedAt: heldAt });
  if (cause === 'command' || isOver(draft)) return;
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

export function programResumed(draft: Draft, fact: { step: Uuid; resumedAt: Instant }): void {
  const step = draft.step(fact.step);
  if (step.run?.state !== 'held') return;
  draft.add('step.program-resumed', { step: step.id }, { happenedAt: fact.resumedAt });
  for (const { number, kind, endedAt } of draft.exceptionsOf(step.id))
    if (kind === 'program.held' && endedAt === null)
      draft.add('exception.ended', { exception: number, step: step.id, endedAt: fact.resumedAt, values: {} });
}

/** The program's end is the end of the phase's work, at the unit's time. */
export function programEnded(
  draft: Draft,
  fact: { step: Uuid; runId: string; outcome: string; startedAt: Instant; endedAt: Instant },
): void {
  const step = draft.step(fact.step);
  const { outcome, startedAt, endedAt, runId } = fact;
  if (step.run === null || step.run.state === 'ended') return;
  draft.add('step.program-ended', { step: step.id, outcome, startedAt, endedAt }, { happenedAt: endedAt });
  if (isOver(draft)) return releaseWhenStill(draft);
  reachEdge(draft, step.phase, 'end', endedAt);
  if (outcome === 'completed') return;
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
