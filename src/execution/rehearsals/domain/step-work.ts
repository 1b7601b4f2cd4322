import { type PhaseEdge, type SignaturePolicy, unitProceduresOf } from '../../../definition/recipes/domain/index.js';
import { seconds } from '../../../definition/unit-classes/domain/index.js';
import type { Signer } from '../../../trust/signatures/domain/index.js';
import {
  bindUnit,
  finishStep,
  onUnit,
  programRuns,
  signaturesDue,
  signStep,
  startStep,
  stepContent,
  type StepRow,
} from '../../batches/domain/index.js';
import type { Act } from './act.js';
import { actorOf, inRole, PERFORMER } from './people.js';
import { scriptOf } from './script-of.js';
import type { Stage } from './stage.js';
import { OWN_LENGTH, type Units } from './units.js';
import type { Work } from './work.js';

/** How long people work on a step that they do by hand. */
const BY_HAND_MS = 60_000;
/** Where things are put in a unit that is used by position. */
const PLACE = 'A1';

/** A step from its turn to its last signature, as people who know their work do it. */
export class StepWork {
  /** when each step's turn came, in ms since 1970 */
  private readonly turns = new Map<string, number>();

  constructor(
    private readonly stage: Stage,
    private readonly units: Units,
    private readonly work: Work,
  ) {}

  /** What is done next in a step, and when; null while it waits for a unit. */
  next(step: StepRow): Act | null {
    const { clock } = this.stage;
    const act = (at: number, does: () => void): Act => ({ at: Math.max(at, clock), step, does });
    switch (step.state) {
      case 'idle':
        if (!this.turns.has(step.id)) this.turns.set(step.id, clock);
        return this.lacksUnit(step)
          ? act(clock, () => this.bind(step))
          : act(this.startsAt(step), () => this.start(step));
      case 'running':
        return this.inWork(step, act);
      case 'completing':
        return act(clock, () => this.sign(step));
      case 'holding':
      case 'held':
      case 'restarting':
      case 'paused':
      case 'complete':
      case 'stopping':
      case 'stopped':
      case 'aborting':
      case 'aborted':
      case 'skipped':
      case 'omitted':
        return null;
    }
  }

  private inWork(step: StepRow, act: (at: number, does: () => void) => Act): Act | null {
    if (step.run !== null) return this.afterRun(step, step.run, act);
    const over = this.waitOver(step);
    if (over !== null) return act(over, () => this.finish(step));
    return act(this.doneAt(step), () => {
      if (!this.work.next(step)) this.finish(step);
    });
  }

  /** What a unit runs ends when it says so; what people run at its own panel when they have seen it end. */
  private afterRun(
    step: StepRow,
    { state, startedAt, after }: NonNullable<StepRow['run']>,
    act: (at: number, does: () => void) => Act,
  ): Act | null {
    if (state === 'ended') return act(this.stage.clock, () => this.finish(step));
    if (state !== 'running' || programRuns(step)) return null;
    const length = scriptOf(this.stage.script, step).runs?.for ?? after ?? OWN_LENGTH;
    return act(Date.parse(startedAt!) + seconds(length) * 1000, () => this.finish(step));
  }

  private waitOver(step: StepRow): number | null {
    if (step.kind !== 'wait') return null;
    const timer = Object.values(this.stage.state.timer).find((one) => one.step === step.id && one.purpose === 'wait');
    return timer === undefined ? this.stage.clock : Date.parse(timer.dueAt);
  }

  private lacksUnit({ unitProcedure }: StepRow): boolean {
    const draft = this.stage.drafted();
    return onUnit(draft, unitProcedure) && draft.bindingOf(unitProcedure) === undefined;
  }

  private bind({ unitProcedure }: StepRow): void {
    const { unitClass } = unitProceduresOf(this.stage.recipe).find((one) => one.unitProcedure === unitProcedure)!;
    const unit = this.units.of(unitProcedure, unitClass!);
    const { use } = this.stage.recipe.unitClasses.find(({ code }) => code === unitClass)!;
    const bind = { unitProcedure, scanned: unit.code, unit, ...(use === 'positions' ? { position: PLACE } : {}) };
    this.stage.does(actorOf(PERFORMER), (draft) => bindUnit(draft, bind));
  }

  private startsAt(step: StepRow): number {
    const { starts } = scriptOf(this.stage.script, step);
    const turn = this.turns.get(step.id)!;
    return starts === undefined ? Math.max(turn, this.earliest(step, 'start')) : turn + seconds(starts) * 1000;
  }

  private doneAt(step: StepRow): number {
    const { takes } = scriptOf(this.stage.script, step);
    const started = Date.parse(step.startedAt!);
    if (takes !== undefined) return started + seconds(takes) * 1000;
    const length = step.kind === 'calculation' ? 0 : BY_HAND_MS;
    return Math.max(started + length, this.earliest(step, 'end'));
  }

  /** People wait until the shortest hold time to an edge is over. */
  private earliest(step: StepRow, edge: PhaseEdge['edge']): number {
    const draft = this.stage.drafted();
    const ends = this.stage.recipe.windows.flatMap(({ from, to, min }) => {
      if (min === undefined || to.phase !== step.phase || to.edge !== edge) return [];
      const begun = draft.stepAt(from.phase, step)[from.edge === 'start' ? 'startedAt' : 'endedAt'];
      return begun === null ? [] : [Date.parse(begun) + seconds(min) * 1000];
    });
    return Math.max(0, ...ends);
  }

  private start(step: StepRow): void {
    const command = step.kind === 'program' ? this.stage.newId() : null;
    const arrivalsAfter = this.stage.drafted().bindingOf(step.unitProcedure) === undefined ? null : '0';
    this.stage.does(actorOf(PERFORMER), (draft) =>
      startStep(draft, { step: step.id, seen: step.version, arrivalsAfter, command }),
    );
  }

  private finish({ id, version }: StepRow): void {
    this.stage.does(actorOf(PERFORMER), (draft) => finishStep(draft, { step: id, seen: version, seals: [] }));
  }

  private sign(step: StepRow): void {
    const draft = this.stage.drafted();
    const due = signaturesDue(draft, step)[0]!;
    const signer = this.signer(step, due);
    const signing = { id: this.stage.newId(), signer, meaning: due.meaning, hash: stepContent(draft, step).hash };
    this.stage.does(actorOf(signer), (on) => signStep(on, { step: step.id, seen: step.version, signing }));
  }

  /** The first of a role who has not signed the step; who verifies has not done its work. */
  private signer({ id }: StepRow, { role, meaning }: SignaturePolicy): Signer {
    const { signature } = this.stage.state;
    const signed = new Set(
      Object.values(signature).flatMap(({ subject, person, void: isVoid }) =>
        subject === id && !isVoid ? [person] : [],
      ),
    );
    return inRole(role).find(
      ({ person }) => !signed.has(person) && !(meaning === 'verified' && person === PERFORMER.person),
    )!;
  }
}
