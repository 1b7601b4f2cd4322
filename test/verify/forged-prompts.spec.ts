import { describe, expect, it } from '@jest/globals';
import { replied, promptEnded, unitPrompted } from '../../src/execution/batches/domain/index.js';
import { BatchState } from '../../tools/verify/batch-state.js';
import { checkPrompts } from '../../tools/verify/check-prompts.js';
import { walkBatch } from '../../tools/verify/check-steps.js';
import type { Fact } from '../../tools/verify/fact.js';
import { RecordedFacts } from '../../tools/verify/ledger.js';
import type { Recipe } from '../../tools/verify/recipe.js';
import { Report } from '../../tools/verify/report.js';
import { recipeOf, Steered } from '../support/steered.js';
import { asFacts } from './paper-flow.js';

describe('what a batch says of what its unit waited for', () => {
  const recipe = recipeOf();
  const batch = new Steered(1, recipe).growing();
  const { id: step, run, unit } = batch.step('expand');
  const about = { prompt: 'q1', batch: batch.draft.id, step, runId: run!.runId!, code: 'bubble' };
  const answers = [{ code: 'purged', title: 'Purged', by: 'operator' as const }];
  const known = { title: 'Air in the line', cause: 'The sensor has stopped the pump.', answers };
  const asked = { ...about, asked: 'P-1', text: 'AIR', known };
  const ended = { ...about, ending: 'answered' as const, answer: 'purged', command: 'c1' };
  batch.steer('Ada', (draft) => unitPrompted(draft, { ...asked, unit: unit!, raisedAt: draft.now }));
  batch.steer('Ada', (draft) =>
    replied(draft, { step, prompt: 'q1', code: 'bubble', answer: 'purged', title: 'Purged', command: 'c1' }),
  );
  batch.steer('Ada', (draft) => promptEnded(draft, { ...ended, unit: unit! }));
  const own = asFacts(batch);
  const stream = `unit/${unit}`;
  const said = (type: string, values: object): Fact => ({ ...own[0]!, stream, type, values: { ...values } });
  const issued = (answer: string): Fact =>
    said('command.issued', {
      ...about,
      command: 'c1',
      action: 'answer',
      reply: { prompt: 'q1', asked: 'P-1', answer },
    });
  const all = [said('unit.prompted', asked), issued('purged'), said('unit.prompt-ended', ended)];
  const found = (facts: Fact[]): string[] => {
    const report = new Report();
    const state = new BatchState();
    walkBatch(report, state, own, JSON.parse(JSON.stringify(recipe)) as Recipe);
    const range = { stream, kind: 'unit', why: '', from: 1, facts: [], proofs: [] };
    checkPrompts(report, state, own, new RecordedFacts([{ range, facts }]));
    return report.findings.map(({ what }) => what);
  };

  it('is what the unit said', () => {
    expect(found(all)).toEqual([]);
  });

  it.each<[string, Fact[], string]>([
    [
      'the unit asked something else',
      [said('unit.prompted', { ...asked, code: 'kit' }), ...all.slice(1)],
      'unit.prompted is not stated by the batch as it is',
    ],
    [
      'the unit asked more',
      [...all, said('unit.prompted', { ...asked, prompt: 'q2' })],
      'unit.prompted is not stated by the batch as it is',
    ],
    ['nobody answered', [all[0]!, all[2]!], "prompt.answered N2: no unit's stream says so"],
    [
      'another answer was given than is permitted',
      [all[0]!, issued('go-on'), all[2]!],
      'the unit was told an answer that is not permitted',
    ],
    [
      'it ended otherwise',
      [...all.slice(0, 2), said('unit.prompt-ended', { ...ended, ending: 'locally' })],
      'unit.prompt-ended is not stated by the batch as it is',
    ],
  ])('is found out where %s', (_, facts, what) => {
    expect(found(facts)).toContain(what);
  });
});
