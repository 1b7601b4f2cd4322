import type { MasterRecipe } from '../../src/definition/recipes/domain/index.js';
import * as domain from '../../src/execution/batches/domain/index.js';
import { hashOf } from '../../src/kernel/canonical-json.js';
import type { Name } from '../support/paper-batch.js';
import { skip, takeOver } from '../support/paper-corrections.js';
import { BOUND, OTHER, PaperFlow, recipeFrom } from '../support/paper-flow.js';
import { SYSTEM } from '../support/paper-people.js';
import { ON_BIOREACTOR } from '../support/culture-recipe.js';

const phase = (id: string): string =>
  `{ id: ${id}, kind: instruction, title: ${id}, instruction: Do it., sign: [performed] }`;
const RECIPE = `
recipe: steered
title: Steered
product: cells
adHoc:
  - { id: resample, title: Again, max: 1, sign: supervisor, unitClass: closed-bioreactor, phases: [${phase('draw')}] }
${ON_BIOREACTOR}
          - ${phase('load')}
          - { id: expand, kind: program, title: Expand, instruction: Start it., program: Expansion, set: { temperature: 37.0 Cel, co2: 5.0 %, agitation: 10 /min, duration: 48 h }, monitor: [], sign: [performed] }
          - ${phase('look')}
          - { id: rest, kind: wait, title: Rest, instruction: Rest., for: PT1H, sign: [performed] }
          - ${phase('last')}
`;
const recipe = recipeFrom(RECIPE);
const newer = recipeFrom(
  RECIPE.replace(
    '{ id: last,',
    '{ id: extra, kind: instruction, title: More, instruction: Look twice., sign: [performed] }\n          - { id: last,',
  ),
);

/** A batch that people turned from its way in each way that there is. */
class Steered extends PaperFlow {
  constructor(readonly master: MasterRecipe = recipe) {
    super(1, master);
  }
  insert(): void {
    const signing = this.by('Sue', 'approved', domain.insertContent(this.draft, recipe.adHoc![0]!));
    this.steer('Sue', (draft) => domain.insertBlock(draft, { block: 'resample', reason: 'it clotted', signing }));
  }
  replace(): void {
    const step = this.step('expand').id;
    const signing = this.by('Sue', 'replace', domain.replaceContent(this.draft, this.draft.bindings[0]!));
    const seals = new Map([[step, [{ seq: 4, from: '1', to: '9', count: 9, root: 'ab' }]]]);
    const commands = new Map([[step, this.newId()]]);
    const labels = { unitProcedure: 'culture', scannedOld: 'U-01', scanned: OTHER.code, unit: OTHER };
    const more = { reason: 'the door broke', signing, seals, arrivalsAfter: '70', commands };
    this.steer('Sue', (draft) => domain.replaceUnit(draft, { ...labels, ...more }));
    this.unit('expand', 'confirmed');
  }
  goBy(from: string): void {
    const next = { id: 'r4', code: 'steered', version: 4, hash: hashOf(newer), recipe: newer };
    const signing = this.by('Quinn', 'approved', domain.shownChange(this.draft, next, from));
    this.steer('Quinn', (draft) => domain.changeRecipe(draft, { next, from, reason: 'a better look', signing }));
  }
  hold_(name: Name, meaning: string, act: typeof domain.placeQualityHold): void {
    const signing = this.by(name, meaning, domain.batchContent(this.draft));
    this.steer(name, (draft) => act(draft, { reason: 'serology', signing }));
  }
  jump(): void {
    const expected = this.now;
    this.seconds += 7200;
    this.does(SYSTEM, (draft) => domain.noteClockJump(draft, { ms: 7_200_000, expected, found: this.now }));
  }
}

/** One that was turned in each way and went to its end. */
export const steered = new Steered();
steered.bind('culture', BOUND);
steered.do('load');
steered.start('expand');
steered.unit('expand', 'confirmed');
steered.insert();
steered.do('draw');
steered.replace();
steered.hold_('Quinn', 'quality-hold', domain.placeQualityHold);
takeOver(steered, 'expand', 'Ben');
steered.goBy('look');
steered.hold_('Quinn', 'lift-quality-hold', domain.liftQualityHold);
for (const { number, step, comment } of steered.exceptions)
  if (comment === null && step !== null) steered.comment('expand', number);
steered.unit('expand', 'ended');
steered.ends('expand', 'Ben');
skip(steered, 'look');
steered.start('rest');
steered.jump();
steered.passes(3600);
steered.ends('rest');
steered.do('extra');
steered.do('last');

/** One that was ended early. */
export const aborted = new Steered();
aborted.bind('culture', BOUND);
aborted.do('load');
aborted.hold_('Sue', 'abort', domain.abortBatch);
