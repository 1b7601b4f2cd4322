import { seconds } from '../../../definition/unit-classes/domain/index.js';
import { holdBatch } from '../../batches/domain/index.js';
import type { Act } from './act.js';
import { actorOf, PERFORMER } from './people.js';
import { isOfStep } from './script.js';
import { scriptOf } from './script-of.js';
import type { Stage } from './stage.js';

/** Holds that a script asks for, each once: at a time of the batch, or of a step. */
export class Holds {
  private readonly done = new Set<string>();
  private readonly issued: number;

  constructor(private readonly stage: Stage) {
    this.issued = stage.clock;
  }

  acts(): Act[] {
    const { script, steps } = this.stage;
    const ofBatch = (script.when ?? []).flatMap((line, index) =>
      isOfStep(line) ? [] : this.act(`${index}`, this.issued, line.at, line.hold),
    );
    const ofSteps = steps.flatMap((step) => {
      const { holds } = scriptOf(script, step);
      return holds === undefined || step.startedAt === null
        ? []
        : this.act(step.id, Date.parse(step.startedAt), holds.after, holds.because);
    });
    return [...ofBatch, ...ofSteps];
  }

  private act(name: string, since: number, after: string, because: string): Act[] {
    if (this.done.has(name) || this.stage.batch.state !== 'running') return [];
    const does = (): void => {
      this.done.add(name);
      this.stage.does(actorOf(PERFORMER), (draft) => holdBatch(draft, because));
    };
    return [{ at: Math.max(this.stage.clock, since + seconds(after) * 1000), step: null, does }];
  }
}
