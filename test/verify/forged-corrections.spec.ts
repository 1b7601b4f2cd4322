import { describe, expect, it } from '@jest/globals';
import * as domain from '../../src/execution/batches/domain/index.js';
import { correct, notApplicable, replaceValue, stated } from '../support/paper-corrections.js';
import { recipeFrom } from '../support/paper-flow.js';
import { PaperBatch } from '../support/paper-batch.js';
import type { Fact } from '../../tools/verify/fact.js';
import { change, entry, fact, type Forge, ofKind, without } from './forge-paper.js';
import { bioreactor, foundIn } from './paper-flow.js';
import { ON_BIOREACTOR } from '../support/culture-recipe.js';

const number = (id: string, more = ''): string =>
  `${id}: { type: number, title: N, unit: mL, decimals: 1, criticality: IPC${more} }`;
const recipe = recipeFrom(`
recipe: corrected
title: Corrected
product: cells
parameters:
  twice: { title: Twice, unit: mL, source: formula, formula: 'count.n * 2', rounding: { decimals: 1, mode: half-even }, range: [0, 500], criticality: CPP }
${ON_BIOREACTOR}
          - id: count
            kind: entry
            title: Count
            instruction: Count.
            fields:
              ${number('n', ', action: [10, 100], onBreach: supervisor, deviation: false')}
              warmth: { type: number, title: Warmth, unit: Cel, decimals: 1, criticality: IPC, capture: { tag: temperature, aggregate: last, window: PT1M } }
              clear: { type: boolean, title: Clear, expects: true, onBreach: supervisor, deviation: true, criticality: IPC }
              ${number('rest')}
              note: { type: text, title: Note, optional: true }
            sign: [performed]
          - id: way
            kind: choice
            title: Way
            options:
              - { id: much, title: Much, when: 'parameters.twice >= 50 mL', phases: [{ id: pool, kind: instruction, title: Pool, instruction: Pool., sign: [performed] }] }
              - { id: little, title: Little, phases: [] }
          - { id: half, kind: calculation, title: Half, instruction: Read., formula: parameters.twice / 4, unit: mL, rounding: { decimals: 1, mode: half-even }, criticality: IPC, yield: { theoretical: '50 mL', action: [10, 110], onBreach: supervisor, criticality: IPC }, sign: [performed] }
          - { id: last, kind: instruction, title: Last, instruction: Done., sign: [performed] }
`);

/** A count that was stated late, with a value by hand, one that is none, and a number that is corrected once more was done. */
const batch = new PaperBatch(1, recipe);
batch.bind('culture', bioreactor(0));
batch.start('count');
batch.passes(3600);
const values = [{ field: 'n', value: '40.0', unit: 'mL' }];
stated(batch, 'count', 'enter', { ago: 1800, witness: 'Ben' }, (draft, of) =>
  domain.enterValues(draft, { ...of, values }),
);
replaceValue(batch, 'count', 'warmth', '37.0', { unit: 'Cel' });
batch.enter('count', 'clear', 'false');
notApplicable(batch, 'count', 'rest');
batch.answer('count', batch.exceptions.find(({ kind }) => kind === 'answer.unexpected')!.number, 'continue');
batch.complete('count');
batch.sign('count', 'Ada', 'performed');
batch.start('pool');
batch.complete('pool');
batch.sign('pool', 'Ada', 'performed');
batch.start('half');
batch.complete('half');
batch.sign('half', 'Ada', 'performed');
batch.passes(60);
correct(batch, 'count', 'n', '20.0', { unit: 'mL' });
const input = batch.exceptions.find(({ kind }) => kind === 'procedure.input-changed')!;
batch.answer('count', input.number, 'continue');
batch.sign('count', 'Ada', 'performed');
batch.sign('half', 'Ada', 'performed');
batch.start('last');
batch.complete('last');
batch.sign('last', 'Ada', 'performed');

const found = (forge?: Forge): string[] => foundIn(batch, recipe, forge);
const ofField = (field: string) => (one: Record<string, unknown>) => one['field'] === field;
const entered = (field: string, nth = 1): string => String(entry(asIs(), field, nth).values['entry']);
const asIs = (): Fact[] => JSON.parse(JSON.stringify(batch.facts)) as Fact[];

describe('the facts of a batch whose values were corrected, stated late, or given by hand', () => {
  it('are whole as they stand', () => {
    expect(batch.batch.state).toBe('complete');
    expect(batch.exceptions.map(({ kind }) => kind).sort()).toEqual(
      [
        ...['answer.unexpected', 'entry.late', 'entry.not-applicable', 'procedure.input-changed', 'value.manual'],
      ].sort(),
    );
    expect(found()).toEqual([]);
  });

  it.each<[string, Forge, string]>([
    [
      'a correction hides what it corrects',
      (facts) => (entry(facts, 'n', 2).values['supersedes'] = null),
      `entry ${entered('n', 2)}, count n: it came after the work of its step was done`,
    ],
    [
      'a correction has no reason',
      (facts) => delete entry(facts, 'n', 2).reason,
      `entry ${entered('n', 2)}, count n: it was changed without a reason`,
    ],
    [
      'a step that was corrected was not opened again',
      without('step.reopened', ({ step }) => step === batch.step('count').id),
      `entry ${entered('n', 2)}, count n: it was corrected without its step being signed again`,
    ],
    [
      'signatures on what was corrected stand',
      without('step.signatures-voided', ({ step }) => step === batch.step('count').id),
      `entry ${entered('n', 2)}, count n: it was corrected while signatures on the step stood`,
    ],
    [
      'a step was opened again for no correction',
      change('step.reopened', { entry: 'V99' }),
      'a step was opened again for no correction',
    ],
    [
      'what was computed of it was not computed anew',
      (facts) => {
        for (const field of ['result', 'percent']) facts.splice(facts.indexOf(entry(facts, field, 2)), 1);
      },
      'the result of half is not computed of what stands',
    ],
    [
      'what was computed anew is another',
      (facts) => (entry(facts, 'result', 2).values['value'] = '10.1'),
      `entry ${entered('result', 2)}, half result: it is not what its inputs make`,
    ],
    [
      'it was computed anew for no correction',
      (facts) => (entry(facts, 'result', 2).values['because'] = entered('n')),
      `entry ${entered('result', 2)}, half result: it was computed anew for no correction`,
    ],
    [
      'a choice that went by the old value is no exception',
      without('exception.raised', ofKind('procedure.input-changed')),
      'choice way went by a value that was corrected since',
    ],
    [
      'a yield is another',
      (facts) => (entry(facts, 'percent').values['value'] = '41.0'),
      `entry ${entered('percent')}, half percent: it is not what its inputs make`,
    ],
    [
      'a yield is by another theoretical one',
      (facts) => Object.assign(entry(facts, 'percent').values['inputs'] as object, { theoretical: '40 mL' }),
      `entry ${entered('percent')}, half percent: its inputs are not the values that stood`,
    ],
    [
      'a value by hand has no reason',
      (facts) => delete entry(facts, 'warmth').reason,
      `entry ${entered('warmth')}, count warmth: it gives no reason`,
    ],
    [
      'a value by hand is no exception',
      without('exception.raised', ofKind('value.manual')),
      `entry ${entered('warmth')}, count warmth: it calls for value.manual`,
    ],
    [
      'nobody else signed for a value by hand',
      (facts) =>
        Object.assign(fact(facts, 'exception.raised', ofKind('value.manual')).values['values'] as object, {
          signature: 'none',
        }),
      'exception E2, value.manual: no second person signed for it',
    ],
    [
      'who gave a value by hand also signed for it',
      (facts) => {
        const { person, name } = fact(facts, 'step.started').by;
        for (const one of facts)
          if (one.type === 'signature.given' && one.values['meaning'] === 'witnessed')
            Object.assign(one.values, { person, name });
      },
      'exception E2, value.manual: who did it also signed for it',
    ],
    [
      'another value was signed for',
      (facts) => {
        const given = facts.filter(({ values: v }) => v['meaning'] === 'witnessed')[1]!;
        const content = given.values['content'] as Record<string, object>;
        given.values['content'] = { ...content, given: { ...content['given'], value: '36.0' } };
      },
      'exception E2, value.manual: another value was signed for',
    ],
    [
      'a number that a person gave is said to be the unit’s',
      (facts) => (entry(facts, 'n').values['source'] = 'captured'),
      `entry ${entered('n')}, count n: its source is another`,
    ],
    [
      'a field without a value has one',
      (facts) => (entry(facts, 'rest').values['value'] = '1.0'),
      `entry ${entered('rest')}, count rest: it has no value, and yet one`,
    ],
    [
      'a field without a value is no exception',
      without('exception.raised', ofKind('entry.not-applicable')),
      `entry ${entered('rest')}, count rest: it calls for entry.not-applicable`,
    ],
    [
      'an unexpected answer is no exception',
      without('exception.raised', ofKind('answer.unexpected')),
      `entry ${entered('clear')}, count clear: it calls for answer.unexpected`,
    ],
    [
      'its rule opens a deviation, and it is said not to',
      change('exception.raised', { deviation: false }, ofKind('answer.unexpected')),
      'answer.unexpected E3 says otherwise than the recipe whether it opens a deviation',
    ],
    [
      'a late entry is said to be in time',
      (facts) => delete entry(facts, 'n').values['late'],
      'entry.recorded of step count says otherwise of being late',
    ],
    [
      'a late entry is no exception',
      without('exception.raised', ofKind('entry.late')),
      'this was stated too late, and is no exception',
    ],
    [
      'an entry in time is said to be late',
      change('entry.recorded', { late: true }, ofField('clear')),
      'entry.recorded of step count says otherwise of being late',
    ],
    [
      'nothing was late, and is said to be',
      (facts) => (entry(facts, 'n').happenedAt = entry(facts, 'n').at),
      'nothing was stated too late',
    ],
    [
      'a time lies in the future',
      (facts) => (entry(facts, 'n').happenedAt = '2027-01-01T00:00:00.000Z'),
      'entry.recorded of step count lies in the future',
    ],
    [
      'a time is before the begin of its step',
      (facts) => (entry(facts, 'n').happenedAt = '2026-01-05T07:00:00.000Z'),
      'entry.recorded of step count was before what comes before it',
    ],
    [
      'another person entered a value than works on the step',
      (facts) => (entry(facts, 'clear').by.person = 'nobody'),
      `entry ${entered('clear')}, count clear: another person works on the step`,
    ],
    [
      'a field that must be there is not',
      (facts) => void facts.splice(facts.indexOf(entry(facts, 'rest')), 1),
      'step count was finished with values missing',
    ],
  ])('are found where %s', (_, forge, what) => {
    expect(found(forge)).toContain(what);
  });
});
