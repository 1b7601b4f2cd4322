import * as domain from '../../src/execution/batches/domain/index.js';
import { BOUND, PaperFlow, recipeFrom } from '../support/paper-flow.js';
import { SYSTEM } from '../support/paper-people.js';
import { expand, ON_BIOREACTOR } from '../support/culture-recipe.js';

export const recipe = recipeFrom(`
recipe: called
title: Called
product: cells
${ON_BIOREACTOR}
          ${expand(48)}
            monitor:
              - { tag: temperature, unit: Cel, action: [36.0, 38.0], delay: PT1M, onBreach: continue, criticality: CPP }
            until: { after: PT48H }
            sign: [performed]
          - { id: daily, kind: repeat, title: Daily, every: PT24H, during: expand, phases: [{ id: look, kind: entry, title: Look, instruction: Look., sign: [performed], fields: { n: { type: number, title: N, unit: '1', decimals: 0, action: [0, 10], onBreach: stop, criticality: IPC } } }] }
          - { id: last, kind: entry, title: Last, instruction: Enter it., sign: [performed], fields: { n: { type: number, title: N, unit: '1', decimals: 0, action: [0, 10], onBreach: supervisor, criticality: IPC } } }
`);

export class Called extends PaperFlow {
  constructor() {
    super(1, recipe);
    this.bind('culture', BOUND);
    this.start('expand');
    this.unit('expand', 'confirmed');
  }
  says(): this {
    for (const { number, comment, step } of this.exceptions)
      if (comment === null && step !== null) this.comment(this.state.step[step]!.phase, number);
    return this;
  }
  ended(outcome = 'completed'): this {
    this.unit('expand', 'ended', outcome);
    for (const { number, onBreach, answer } of this.exceptions)
      if (onBreach !== 'continue' && answer === null) this.answer('expand', number, 'continue');
    this.says();
    this.ends('expand');
    return this;
  }
}

/** Held by its unit, one round late, the next missed, broken off, evidence late, a value beyond its limit; to its end. */
export const batch = new Called();
batch.passes(3600);
batch.unit('expand', 'held');
batch.restart('expand');
batch.unit('expand', 'resumed');
batch.passes(23 * 3600);
batch.passes(24 * 3600);
batch.do('look', { n: '5' });
batch.passes(8 * 3600);
batch.gap(7200, 7260);
batch.ended('failed');
batch.does(SYSTEM, (draft) =>
  domain.lateEvidence(draft, {
    ...{ step: batch.step('expand').id, tags: ['temperature'], count: 2 },
    seals: [{ seq: 12, from: '21', to: '30', count: 10, root: 'cd' }],
    ...{ from: domain.ticksOf(batch.now), to: domain.ticksOf(batch.now) },
  }),
);
batch.says();
batch.start('last');
batch.enter('last', 'n', '20', '1');
batch.answer('last', batch.exceptions.at(-1)!.number, 'continue');
batch.ends('last');
