import type { Uuid } from '../../../kernel/ids.js';
import type { Quantity } from '../../../kernel/quantity.js';
import { seconds } from '../../../definition/unit-classes/domain/index.js';
import {
  commandFailed,
  type Draft,
  programConfirmed,
  programEnded,
  programHeld,
  programOrder,
  programResumed,
  programRuns,
  type StepRow,
  type UnitEffect,
} from '../../batches/domain/index.js';
import { countedId, unitActor } from './people.js';
import { scriptOf } from './script-of.js';
import type { Stage } from './stage.js';

/** What a unit takes to follow a command. */
const FOLLOWS_MS = 1_000;
/** How long a program runs whose recipe leaves that to the unit. */
export const OWN_LENGTH = 'PT1H';

export type SimulatedUnit = { id: Uuid; code: string; unitClass: string };

interface Run {
  step: Uuid;
  unit: Uuid;
  runId: string;
  startedAt: number;
  /** ms that are left, counted from `since`; stands still while the run is held */
  left: number;
  since: number | null;
  outcome: string;
}

interface Message {
  at: number;
  unit: Uuid;
  say: (draft: Draft) => void;
}

/**
 * The units of a rehearsal, one a unit procedure. Each runs what it is told for as long as the recipe says, follows a command
 * after a second, goes to the safe state when it is held, and refuses only what its script says.
 */
export class Units {
  private readonly units = new Map<string, SimulatedUnit>();
  private readonly commands = new Set<string>();
  private readonly runs = new Map<Uuid, Run>();
  private messages: Message[] = [];
  /** what each unit regulates to, by setpoint */
  private readonly set = new Map<Uuid, Readonly<Record<string, Quantity>>>();

  constructor(private readonly stage: Stage) {}

  /** The unit that is bound for a unit procedure. */
  of(unitProcedure: string, unitClass: string): SimulatedUnit {
    const number = this.units.size + 1;
    const known = this.units.get(unitProcedure) ?? { id: countedId(0x900 + number), code: `U-${number}`, unitClass };
    this.units.set(unitProcedure, known);
    return known;
  }

  classOf(unit: Uuid): string {
    return [...this.units.values()].find(({ id }) => id === unit)!.unitClass;
  }

  /** What a unit regulates a value to now; undefined where it was told nothing. */
  setpoint(unit: Uuid, name: string): Quantity | undefined {
    return this.set.get(unit)?.[name];
  }

  /** Takes notice of what it was asked since: programs to start, and what follows from the batch. */
  listen(): void {
    for (const step of this.stage.steps)
      if (step.run?.state === 'requested' && !this.commands.has(step.run.command)) this.start(step);
      else if (step.run?.state === 'running' && !this.commands.has(step.run.command)) this.startedByHand(step);
    for (const effect of this.stage.asked.splice(0)) if (effect.action !== 'release') this.follow(effect);
  }

  /** When the next unit has something to say, in ms since 1970. */
  next(): number {
    const ends = [...this.runs.values()].map(({ since, left }) => (since === null ? Infinity : since + left));
    return Math.min(...this.messages.map(({ at }) => at), ...ends);
  }

  /** Says what is due; false where nothing is. */
  speak(): boolean {
    const { clock } = this.stage;
    const due = this.messages.find(({ at }) => at <= clock);
    if (due !== undefined) {
      this.messages = this.messages.filter((message) => message !== due);
      this.stage.does(unitActor(due.unit), due.say);
      return true;
    }
    const over = [...this.runs.values()].find(({ since, left }) => since !== null && since + left <= clock);
    if (over === undefined) return false;
    this.stage.does(unitActor(over.unit), (draft) => this.end(over, over.outcome, draft));
    return true;
  }

  private later(unit: Uuid, say: (draft: Draft) => void): void {
    this.messages.push({ at: this.stage.clock + FOLLOWS_MS, unit, say });
  }

  private start(step: StepRow): void {
    const { command, after } = step.run!;
    const first = [...this.commands].every((one) => !one.startsWith(`${step.id}/`));
    this.commands.add(command).add(`${step.id}/${command}`);
    const { runs, fails } = scriptOf(this.stage.script, step);
    const unit = step.unit!;
    const about = { step: step.id, command, action: 'start-program' as const };
    if (fails !== undefined && first)
      return this.later(unit, (draft) => commandFailed(draft, { ...about, reason: fails, unknown: false }));
    const left = seconds(runs?.for ?? after ?? OWN_LENGTH) * 1000;
    this.later(unit, (draft) => {
      const { clock: startedAt, now } = this.stage;
      const run = { step: step.id, unit, runId: command, startedAt, left, since: startedAt };
      this.runs.set(step.id, { ...run, outcome: runs?.outcome ?? 'completed' });
      this.set.set(unit, { ...this.set.get(unit), ...programOrder(draft, draft.step(step.id)).set });
      programConfirmed(draft, { ...about, runId: command, startedAt: now });
    });
  }

  /** What people start at the unit's own panel sets it just so. */
  private startedByHand(step: StepRow): void {
    this.commands.add(step.run!.command);
    const draft = this.stage.drafted();
    const order = programOrder(draft, step);
    this.set.set(step.unit!, { ...this.set.get(step.unit!), ...order.set });
  }

  private follow(effect: Exclude<UnitEffect, { action: 'release' }>): void {
    const { unit, step } = effect;
    const told = (say: (run: Run, draft: Draft) => void): void =>
      this.later(unit, (draft) => {
        const run = this.runs.get(step);
        if (run !== undefined) say(run, draft);
      });
    switch (effect.action) {
      case 'hold':
        return told((run, draft) => this.hold(run, draft, effect.set));
      case 'pause':
        return told((run, draft) => this.hold(run, draft, {}));
      case 'unhold':
      case 'resume':
        return told((run, draft) => this.resume(run, draft));
      case 'stop':
        return told((run, draft) => this.end(run, 'stopped', draft));
      case 'abort':
        return told((run, draft) => this.end(run, 'aborted', draft));
    }
  }

  private hold(run: Run, draft: Draft, set: Record<string, Quantity>): void {
    const { clock, now } = this.stage;
    this.runs.set(run.step, { ...run, since: null, left: run.left - (clock - (run.since ?? clock)) });
    this.set.set(run.unit, { ...this.set.get(run.unit), ...set });
    programHeld(draft, { step: run.step, runId: run.runId, cause: 'command', heldAt: now });
  }

  private resume(run: Run, draft: Draft): void {
    const { clock, now } = this.stage;
    this.runs.set(run.step, { ...run, since: run.since ?? clock });
    const order = programOrder(draft, draft.step(run.step));
    this.set.set(run.unit, { ...this.set.get(run.unit), ...order.set });
    programResumed(draft, { step: run.step, runId: run.runId, resumedAt: now });
  }

  private end({ step, runId, startedAt }: Run, outcome: string, draft: Draft): void {
    this.runs.delete(step);
    const times = { startedAt: new Date(startedAt).toISOString(), endedAt: this.stage.now };
    programEnded(draft, { step, runId, outcome, ...times });
  }

  /** Whether some unit still has to follow. */
  get busy(): boolean {
    return this.messages.length > 0 || this.stage.steps.some(programRuns);
  }
}
