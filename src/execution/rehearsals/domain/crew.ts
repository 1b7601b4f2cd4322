import {
  answerException,
  batchRestartContent,
  commentBatchException,
  commentException,
  exceptionContent,
  type ExceptionRow,
  openSteps,
  restartBatch,
  restartContent,
  restartStep,
  type SigningContent,
  type StepRow,
  takeOver,
} from '../../batches/domain/index.js';
import type { Act } from './act.js';
import { actorOf, PERFORMER, SUPERVISOR } from './people.js';
import { scriptOf } from './script-of.js';
import type { Stage } from './stage.js';
import type { StepWork } from './step-work.js';

/** So long after something was held a supervisor lets it go on. */
const REACTION_MS = 10 * 60_000;

/** The virtual people of a rehearsal: they do what is due, and look after what went wrong. */
export class Crew {
  constructor(
    private readonly stage: Stage,
    private readonly work: StepWork,
  ) {}

  /** What they would do next, in the order in which they would. */
  acts(): Act[] {
    const { stage } = this;
    const asked = [...this.takesOver(), ...this.words()];
    if (asked.length > 0) return asked;
    if (stage.batch.state === 'held') return [this.restartsBatch()];
    return openSteps(stage.drafted()).flatMap((step) => this.actOn(step) ?? []);
  }

  private actOn(step: StepRow): Act | null {
    const { stage } = this;
    if (step.state === 'held') return this.restarts(step);
    if (stage.batch.state !== 'idle' && stage.batch.state !== 'running') return null;
    return this.work.next(step);
  }

  /** A step that began by itself is of who was at work before it; the one who does the work goes on with it. */
  private takesOver(): Act[] {
    return openSteps(this.stage.drafted()).flatMap((step): Act[] => {
      if (step.state !== 'running' || step.owner === null || step.owner === PERFORMER.person) return [];
      const taking = { step: step.id, seen: step.version, reason: 'Goes on with it.' };
      const does = () => this.stage.does(actorOf(PERFORMER), (draft) => takeOver(draft, taking));
      return [{ at: this.stage.clock, step, does }];
    });
  }

  /** Each exception gets its comment and, where it asks for one, its answer. */
  private words(): Act[] {
    const { clock, state } = this.stage;
    return Object.values(state.exception).flatMap((exception): Act[] => {
      const step = exception.step === null ? null : state.step[exception.step]!;
      const act = (does: () => void): Act[] => [{ at: clock, step, does }];
      if (exception.comment === null) return act(() => this.comment(exception, step));
      const asks = exception.onBreach === 'supervisor' && exception.answer === null && this.mayAnswer();
      return asks && step !== null ? act(() => this.answer(exception, step)) : [];
    });
  }

  private mayAnswer(): boolean {
    return ['idle', 'running', 'holding', 'held'].includes(this.stage.batch.state);
  }

  private comment({ number: exception }: ExceptionRow, step: StepRow | null): void {
    const comment = 'Seen and noted.';
    this.stage.does(actorOf(PERFORMER), (draft) =>
      step === null
        ? commentBatchException(draft, { exception, comment })
        : commentException(draft, { step: step.id, seen: step.version, exception, comment }),
    );
  }

  private answer(exception: ExceptionRow, step: StepRow): void {
    const { answer: decision = 'continue' } = scriptOf(this.stage.script, step);
    const signing = this.signing(decision, exceptionContent(this.stage.drafted(), exception));
    const said = { step: step.id, seen: step.version, exception: exception.number, comment: 'Looked at it.' };
    this.stage.does(actorOf(SUPERVISOR), (draft) => answerException(draft, { ...said, decision, signing }));
  }

  private signing(meaning: string, { hash }: SigningContent) {
    return { id: this.stage.newId(), signer: SUPERVISOR, meaning, hash };
  }

  private restartsBatch(): Act {
    const since = Math.max(...this.stage.steps.map(({ changedAt }) => Date.parse(changedAt)));
    const at = Math.max(this.stage.clock, since + REACTION_MS);
    const does = (): void => {
      const signing = this.signing('restart', batchRestartContent(this.stage.drafted()));
      this.stage.does(actorOf(SUPERVISOR), (draft) => restartBatch(draft, { comment: 'May go on.', signing }));
    };
    return { at, step: null, does };
  }

  private restarts(step: StepRow): Act {
    const at = Math.max(this.stage.clock, Date.parse(step.changedAt) + REACTION_MS);
    const does = (): void => {
      const signing = this.signing('restart', restartContent(this.stage.drafted(), step));
      const restart = {
        step: step.id,
        seen: step.version,
        comment: 'May go on.',
        signing,
        command: this.stage.newId(),
      };
      this.stage.does(actorOf(SUPERVISOR), (draft) => restartStep(draft, restart));
    };
    return { at, step, does };
  }
}
