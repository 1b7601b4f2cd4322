import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../../tools/verify/fact.js';
import { change, entry, fact, type Forge, ofKind, without } from './forge-paper.js';
import { bioreactor, foundInFlow, PaperFlow } from './paper-flow.js';

const whole = new PaperFlow().toLoop().toCulture('3.0', '4.0').toEnd();
const bounded = new PaperFlow().toLoop('frozen', '1.0').toCulture('1.0', '2.0');
const step = (phase: string, rounds = ''): string =>
  whole.draft.steps.find((one) => one.phase === phase && one.rounds === rounds)!.id;
const element = (name: string): string => Object.values(whole.state.element).find((one) => one.name === name)!.id;
const of =
  (name: string) =>
  (values: Record<string, unknown>): boolean =>
    values['element'] === element(name);
const named = (facts: Fact[], type: string, phase: string, rounds = ''): Fact =>
  fact(facts, type, (values) => values['step'] === step(phase, rounds));

/** Puts a fact right before another. */
const before =
  (what: (facts: Fact[]) => Fact, place: (facts: Fact[]) => Fact): Forge =>
  (facts) => {
    const moved = what(facts);
    facts.splice(facts.indexOf(moved), 1);
    facts.splice(facts.indexOf(place(facts)), 0, moved);
  };

describe('the facts of a procedure of blocks', () => {
  it('are whole: two units at once, two choices, a loop, a repeat and a program that ends by its condition', () => {
    expect(whole.batch.state).toBe('complete');
    expect(foundInFlow(whole)).toEqual([]);
  });

  it('are whole where the loop came to its bound and other options were taken', () => {
    expect(bounded.exceptions.map(({ kind }) => kind)).toEqual(['loop.bound-reached']);
    expect(foundInFlow(bounded)).toEqual([]);
  });

  it.each<[string, Forge, string]>([
    [
      'a step of the recipe is not there',
      (facts) => (facts[0]!.values['steps'] as unknown[]).pop(),
      'the steps are not those of the recipe',
    ],
    [
      'a step stands elsewhere',
      (facts) => ((facts[0]!.values['steps'] as Record<string, unknown>[])[2]!['place'] = '0000'),
      'the steps are not those of the recipe',
    ],
    [
      'a block is not there',
      (facts) => (facts[0]!.values['elements'] as unknown[]).shift(),
      'the elements are not those of the recipe',
    ],
    [
      'a branch is not waited for',
      before(
        (facts) => named(facts, 'step.started', 'count'),
        (facts) => named(facts, 'step.completed', 'use-left'),
      ),
      'step count started out of order',
    ],
    [
      'a step of an option that was not taken was done',
      (facts) => {
        const started = named(facts, 'step.started', 'feed', 'feeding[1]/');
        facts.splice(facts.indexOf(started), 0, { ...started, values: { ...started.values, step: step('thaw') } });
      },
      'step thaw started out of order',
    ],
    [
      'another option was taken than was decided',
      change('choice.taken', { option: 'frozen' }, of('route')),
      'choice route took another option than follows',
    ],
    [
      'an option rests on another decision',
      change('choice.taken', { decision: null }, of('route')),
      'choice route rests on another decision',
    ],
    [
      'the choice came before its decision was signed',
      before(
        (facts) => fact(facts, 'choice.taken', of('route')),
        (facts) => named(facts, 'step.completed', 'way'),
      ),
      'choice route was taken before its decision was signed',
    ],
    [
      'an option was taken whose condition does not hold',
      change('choice.taken', { option: 'none' }, of('dilution')),
      'choice dilution took another option than follows',
    ],
    [
      'a choice shows other values',
      change('choice.taken', { inputs: { 'count.n': '3.0 10*6/mL' } }, of('dilution')),
      'choice dilution rests on other values than those that stood',
    ],
    [
      'the value was changed on which a choice rests',
      (facts) => (entry(facts, 'n').values['value'] = '3.0'),
      'choice dilution took another option than follows',
    ],
    [
      'other steps were left out',
      change('steps.omitted', { steps: [] }, of('dilution')),
      'other steps were left out than those of the options not taken',
    ],
    [
      'a loop ended though its condition did not hold',
      change('loop.judged', { ends: true }),
      'loop feeding ends or goes on against its condition and bound',
    ],
    [
      'a loop was judged by other values',
      change('loop.judged', { inputs: { 'dense.n': '4.0 10*6/mL', 'parameters.density': '2000000 /mL' } }),
      'loop feeding was judged by other values than those that stood',
    ],
    [
      'a loop was judged in the midst of a round',
      before(
        (facts) => fact(facts, 'loop.judged', ({ round }) => round === 2),
        (facts) => named(facts, 'step.completed', 'dense', 'feeding[2]/'),
      ),
      'the procedure has not come to loop feeding, or it was decided before',
    ],
    ['another round was judged', change('loop.judged', { round: 2 }), 'another round of loop feeding was judged'],
    [
      'a round began that nothing called for',
      without('loop.judged'),
      'another round of loop feeding began though it was not judged to go on',
    ],
    [
      'a round has other steps',
      (facts) => (fact(facts, 'steps.added', of('feeding')).values['steps'] as unknown[]).pop(),
      'the steps are not those of the recipe',
    ],
    [
      'a round was left out',
      change('steps.added', { round: 3 }, of('feeding')),
      'another round of feeding began than the next',
    ],
    [
      'what is repeated came before it was due',
      without('timer.fired', ({ timer }) => timer === whole.state.timer[`${whole.batch.id}/T3`]!.number),
      'daily was repeated before it was due',
    ],
    [
      'what is repeated is due at another time',
      change('timer.set', { dueAt: '2026-01-06T10:00:00.000Z' }, ({ purpose }) => purpose === 'repeat-due'),
      'daily of step expand is due at another time',
    ],
    [
      'a wait is shorter',
      change('timer.set', { dueAt: '2026-01-05T08:30:00.000Z' }, ({ purpose }) => purpose === 'wait'),
      'the wait of step rest is due at another time',
    ],
    [
      'a program was ended before its condition held',
      before(
        (facts) => fact(facts, 'step.program-end-due'),
        (facts) => entry(facts, 'n', 5),
      ),
      'program expand was ended though its condition does not hold',
    ],
    [
      'a program was ended by other values',
      change('step.program-end-due', { inputs: {} }),
      'program expand was ended by other values than those that stood',
    ],
    [
      'a program ran with another setpoint',
      (facts) =>
        Object.assign(fact(facts, 'step.program-requested').values['set'] as object, {
          co2: { value: '6.0', unit: '%' },
        }),
      'step expand: co2 was set to another value',
    ],
    [
      'a setpoint is not what its formula makes',
      (facts) =>
        Object.assign(fact(facts, 'step.program-requested').values['set'] as object, {
          agitation: { value: '11', unit: '/min' },
        }),
      'step expand: agitation is not what its formula makes',
    ],
    [
      'a program was to run for another time',
      change('step.program-requested', { after: 'PT24H' }),
      'step expand: it was to run for another time',
    ],
    [
      'another program ran',
      change('step.program-requested', { program: 'Warm-up' }),
      'step expand: another program was asked for',
    ],
    [
      'a result is not what its formula makes of parameters and values',
      (facts) => (entry(facts, 'result').values['value'] = '13.51'),
      `entry ${entryNumber()}, draw result: it is not what its inputs make`,
    ],
    [
      'a formula was given another parameter',
      (facts) => (entry(facts, 'result').values['inputs'] = { 'parameters.volume': '12.5 mL' }),
      `entry ${entryNumber()}, draw result: its input parameters.volume is not what stood`,
    ],
    [
      'an element changed from another state',
      change('element.transitioned', { from: 'held' }),
      'both was in another state',
    ],
    [
      'an element is in another state than its steps',
      change('element.transitioned', { to: 'complete' }),
      'both is not in the state that its steps are in',
    ],
    [
      'an element changed by another fact',
      change('element.transitioned', { trigger: 'batch.started' }),
      'the state changed by another fact',
    ],
    [
      'an element did not change with its steps',
      (facts) =>
        void facts.splice(
          facts.findLastIndex(({ type }) => type === 'element.transitioned'),
          1,
        ),
      'operation in-culture does not stand where its steps do',
    ],
    [
      'a batch was completed before its end',
      before(
        (facts) => fact(facts, 'batch.completed'),
        (facts) => named(facts, 'step.completed', 'last'),
      ),
      'the batch was completed before its procedure had ended',
    ],
    [
      'one unit was bound for two unit procedures',
      change('batch.unit-bound', { unit: bioreactor(0).id }, ({ unitProcedure }) => unitProcedure === 'right-unit'),
      'one unit was bound for two unit procedures',
    ],
    [
      'a second unit was bound for a unit procedure',
      change('batch.unit-bound', { unitProcedure: 'left-unit' }, ({ unitProcedure }) => unitProcedure === 'right-unit'),
      'a second unit was bound for a unit procedure',
    ],
    [
      'a unit was bound before its unit procedure was due',
      change('batch.unit-bound', { unitProcedure: 'culture' }, ({ unitProcedure }) => unitProcedure === 'right-unit'),
      'a unit was bound before its unit procedure was due',
    ],
    [
      'another unit was scanned than was bound',
      change('batch.unit-bound', { scanned: 'U-09' }),
      'another unit was scanned than was bound',
    ],
    [
      'a step ran on the unit of another unit procedure',
      change('step.started', { unit: bioreactor(1).id }, ({ unit }) => unit === bioreactor(0).id),
      'step use-left started on another unit than the bound one',
    ],
    [
      'a unit was released while a program ran on it',
      (facts) => (fact(facts, 'step.program-ended').type = 'step.program-resumed'),
      'the unit was released while a program ran on it',
    ],
    [
      'a step was finished that had not started',
      (facts) => void facts.splice(facts.indexOf(named(facts, 'step.started', 'dilute')), 1),
      'step dilute cannot come from there to step.finished',
    ],
  ])('are found where %s', (_, forge, what) => {
    expect(foundInFlow(whole, forge)).toContain(what);
  });

  it('are found where a bound that was reached is no exception, or is one where it was not', () => {
    expect(foundInFlow(bounded, without('exception.raised', ofKind('loop.bound-reached')))).toContain(
      'this calls for exception loop.bound-reached',
    );
    const lighter = change('exception.raised', { onBreach: 'continue' }, ofKind('loop.bound-reached'));
    expect(foundInFlow(bounded, lighter)).toContain('loop.bound-reached E1 is not as the recipe says');
    const enough: Forge = (facts) => void (entry(facts, 'n', 3).values['value'] = '4.0');
    expect(foundInFlow(bounded, enough)).toContain('nothing in the procedure calls for loop.bound-reached');
  });

  it('are found where a batch was held while steps ran on', () => {
    const held = new PaperFlow().toLoop();
    held.start('feed');
    held.hold();
    expect(foundInFlow(held)).toEqual([]);
    expect(foundInFlow(held, without('step.held'))).toContain('the batch was held while steps ran');
  });
});

function entryNumber(): string {
  return String(entry(JSON.parse(JSON.stringify(whole.facts)) as Fact[], 'result').values['entry']);
}
