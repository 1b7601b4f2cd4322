import {
  commandFailed,
  effects,
  type Draft,
  openSteps,
  type SigningContent,
} from '../../src/execution/batches/domain/index.js';
import { type Name, PaperBatch, signer, UNIT } from './paper-batch.js';
import { actor } from './paper-people.js';
import { recipeFrom } from './recipe-from.js';

export { recipeFrom };

/** Units of the shipped bioreactors' class. */
export const BOUND = { ...UNIT, unitClass: 'closed-bioreactor' };
export const OTHER = { ...BOUND, id: UNIT.id.replace('900', '901'), code: 'U-02' };

/** A batch on paper whose recipe has blocks, and that people turn from its way. */
export class PaperFlow extends PaperBatch {
  open = (): string[] => openSteps(this.draft).map(({ phase, rounds }) => `${rounds}${phase}`);

  /** Starts, does and signs a step; `values` are entered first. */
  do(phase: string, values: Record<string, string> = {}, by: Name = 'Ada'): void {
    this.start(phase, by);
    for (const [field, value] of Object.entries(values)) this.enter(phase, field, value, '1', undefined, by);
    this.ends(phase, by);
  }

  ends(phase: string, by: Name = 'Ada'): void {
    this.complete(phase, by);
    this.sign(phase, by, 'performed');
  }

  element = (name: string) => Object.values(this.state.element).find((one) => one.name === name)!.state;

  /** A signature by a person on what was shown. */
  by = (name: Name, meaning: string, shown: SigningContent) => ({
    id: this.newId(),
    signer: signer(name),
    meaning,
    hash: shown.hash,
  });

  steer = (name: Name, decide: (draft: Draft) => void) => this.does(actor(name), decide);

  /** The unit did not answer an abort. */
  unreached(phase: string): void {
    const [step, command] = [this.step(phase).id, this.newId()];
    this.does(actor('Ada'), (draft) =>
      commandFailed(draft, { step, command, action: 'abort', reason: 'E_GONE', unknown: true }),
    );
  }

  effectsOf(act: () => void): string[] {
    const before = this.state;
    act();
    return effects(before, this.state).map((effect) =>
      effect.action === 'release' && effect.quarantine ? 'quarantine' : effect.action,
    );
  }
}
