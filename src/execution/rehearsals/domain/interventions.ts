import { Refusal } from '../../../kernel/refusal.js';
import { seconds } from '../../../definition/unit-classes/domain/index.js';
import {
  correctValue,
  currentEntry,
  holdBatch,
  insertBlock,
  insertContent,
  mayBeSkipped,
  skipStep,
  stepContent,
  type StepRow,
} from '../../batches/domain/index.js';
import type { Act } from './act.js';
import { actorOf, inRole, PERFORMER, SUPERVISOR } from './people.js';
import { isOfStep } from './script.js';
import { scriptOf } from './script-of.js';
import type { Stage } from './stage.js';
import type { Refused } from './work.js';

/** What a script has people do beside the procedure, each once: hold, insert a block, skip a step, correct a value. */
export class Interventions {
  private readonly done = new Set<string>();
  private readonly issued: number;

  constructor(
    private readonly stage: Stage,
    private readonly refused: Refused[],
  ) {
    this.issued = stage.clock;
  }

  acts(): Act[] {
    const { script, steps } = this.stage;
    const ofBatch = (script.when ?? []).flatMap((line, index) =>
      isOfStep(line) ? [] : this.once(`hold ${index}`, null, this.issued, line.at, () => this.hold(line.hold)),
    );
    return [...ofBatch, ...steps.flatMap((step) => this.beside(step))];
  }

  /** What the script asks for and the batch never came to: it was over before, or the step was not as it needs. */
  undone(): Refused[] {
    const { script, steps } = this.stage;
    const left = (names: string[], step: string): Refused[] =>
      names
        .filter((name) => !this.done.has(name))
        .map((name) => ({ step, act: name.split(' ')[0]!, code: 'rehearsal.not-done' }));
    const ofBatch = (script.when ?? []).flatMap((line, index) => (isOfStep(line) ? [] : [`hold ${index}`]));
    const ofSteps = steps.filter(({ startedAt }) => startedAt !== null);
    return [...left(ofBatch, 'the batch'), ...ofSteps.flatMap((step) => left(this.namesOf(step), step.phase))];
  }

  private namesOf(step: StepRow): string[] {
    const { holds, inserts, skips, corrects } = scriptOf(this.stage.script, step);
    return [
      ...(holds ? [`hold ${step.id}`] : []),
      ...(inserts ? [`insert ${step.id}`] : []),
      ...(skips === undefined ? [] : [`skip ${step.id}`]),
      ...Object.keys(corrects ?? {}).map((field) => `correct ${step.id} ${field}`),
    ];
  }

  private beside(step: StepRow): Act[] {
    const { holds, inserts, skips, corrects } = scriptOf(this.stage.script, step);
    const started = step.startedAt === null ? null : Date.parse(step.startedAt);
    const isDone = step.state === 'complete';
    return [
      ...(holds && started !== null
        ? this.once(`hold ${step.id}`, step, started, holds.after, () => this.hold(holds.because))
        : []),
      ...(inserts && started !== null
        ? this.once(`insert ${step.id}`, step, started, inserts.after, () => this.insert(inserts.block))
        : []),
      ...(skips !== undefined && mayBeSkipped(this.stage.drafted(), step)
        ? this.once(`skip ${step.id}`, step, this.stage.clock, 'PT0S', () => this.skip(step, skips))
        : []),
      ...Object.entries(isDone ? (corrects ?? {}) : {}).flatMap(([field, value]) =>
        this.once(`correct ${step.id} ${field}`, step, this.stage.clock, 'PT0S', () =>
          this.correct(step, field, value),
        ),
      ),
    ];
  }

  private once(name: string, step: StepRow | null, since: number, after: string, act: () => void): Act[] {
    if (this.done.has(name) || this.stage.batch.state !== 'running') return [];
    const does = (): void => {
      this.done.add(name);
      try {
        act();
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        this.refused.push({ step: step?.phase ?? 'the batch', act: name.split(' ')[0]!, code: error.code });
      }
    };
    return [{ at: Math.max(this.stage.clock, since + seconds(after) * 1000), step: null, does }];
  }

  private hold(because: string): void {
    this.stage.does(actorOf(PERFORMER), (draft) => holdBatch(draft, because));
  }

  private insert(id: string): void {
    const block = this.stage.recipe.adHoc?.find((one) => one.id === id);
    const signer = inRole(block?.sign ?? 'supervisor')[0]!;
    this.stage.does(actorOf(signer), (draft) => {
      const hash = block === undefined ? '' : insertContent(draft, block).hash;
      const signing = { id: this.stage.newId(), signer, meaning: 'approved', hash };
      insertBlock(draft, { block: id, reason: 'It is needed.', signing });
    });
  }

  private skip(step: StepRow, reason: string): void {
    this.stage.does(actorOf(SUPERVISOR), (draft) => {
      const { hash } = stepContent(draft, step);
      const signing = { id: this.stage.newId(), signer: SUPERVISOR, meaning: 'override', hash };
      skipStep(draft, { step: step.id, seen: step.version, reason, signing });
    });
  }

  private correct(step: StepRow, field: string, value: string): void {
    const unit = currentEntry(this.stage.state, step.id, field)?.unit ?? null;
    const given = { field, value, ...(unit === null ? {} : { unit }), reason: 'Typed wrongly.', zone: 'UTC' };
    this.stage.does(actorOf(PERFORMER), (draft) =>
      correctValue(draft, { step: step.id, seen: step.version, ...given }),
    );
  }
}
