import { describe, expect, it } from '@jest/globals';
import { recipeFrom } from '../../../../test/support/recipe-from.js';
import { type Rehearsal, rehearse, type StepScript } from './index.js';

const recipe = recipeFrom(`
recipe: beside
title: Beside
product: Test cells
parameters:
  weight: { title: Body weight, unit: kg, source: patient, range: [20, 200], criticality: CPP }
procedure:
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: all
        title: All
        phases:
          - { id: identity, kind: scan, title: Who, instruction: Scan., scans: [{ id: bag, title: Bag, expects: coi }], sign: [performed, verified] }
          - { id: warm, kind: program, title: Warm, instruction: Starts by itself., program: Warm-up, set: { temperature: 37.0 Cel, duration: 2 h }, monitor: [], mode: automatic }
          - { id: panel, kind: program, title: Mix, instruction: At its panel., program: Expansion, set: { temperature: 36.5 Cel, duration: 3 h }, monitor: [], mode: manual, sign: [performed] }
          - id: seen
            kind: entry
            title: Seen
            instruction: Enter.
            fields:
              warmth: { type: number, title: Warmth, unit: Cel, decimals: 1, criticality: IPC, capture: { tag: temperature, aggregate: last, window: PT1M } }
              cells: { type: number, title: Cells, unit: 10*6, decimals: 0, criticality: IPC }
            sign: [performed]
          - { id: rest, kind: wait, title: Rest, instruction: Rest., for: PT1H, mode: automatic }
          - { id: dose, kind: calculation, title: Dose, instruction: Read., formula: seen.cells / parameters.weight, unit: 10*6/kg, rounding: { decimals: 2, mode: half-even }, criticality: info, mode: automatic }
          - { id: look, kind: instruction, title: Look, instruction: Look., sign: [performed] }
          - { id: check, kind: review, title: Check, instruction: Read., sign: [reviewed] }
adHoc:
  - id: resample
    title: Sample again
    max: 1
    sign: supervisor
    unitClass: closed-bioreactor
    phases:
      - { id: draw-again, kind: sample, title: Draw again, instruction: Draw., container: Vial, sign: [performed] }
`);

const run = (...when: StepScript[]): Rehearsal =>
  rehearse(recipe, { parameters: { weight: '80 kg' }, values: { 'seen.cells': '160' }, when });
const times = ({ steps }: Rehearsal, phase: string) => {
  const { started, ended, state } = steps.find(({ step }) => step === phase)!;
  return [started, ended, state];
};

describe('a rehearsal', () => {
  it('lets automatic phases go by themselves, and people run what is manual at the panel', () => {
    const usual = run();
    expect(usual).toMatchObject({ state: 'complete', exceptions: [], refused: [] });
    expect(times(usual, 'warm')).toEqual(['PT1M', 'PT2H1M1S', 'complete']);
    expect(times(usual, 'panel')).toEqual(['PT2H1M1S', 'PT5H1M1S', 'complete']);
    expect(times(usual, 'rest')).toEqual(['PT5H2M1S', 'PT6H2M1S', 'complete']);
    expect(usual.values).toMatchObject({ 'seen.warmth': '36.5 Cel', 'dose.result': '2.00 10*6/kg' });
  });

  it('inserts an approved block beside what runs', () => {
    const inserted = run({ step: 'panel', inserts: { after: 'PT1H', block: 'resample' } });
    expect(inserted).toMatchObject({ state: 'complete', events: [{ kind: 'block.inserted', step: 'draw-again' }] });
    expect(times(inserted, 'draw-again')).toEqual(['PT3H1M1S', 'PT3H2M1S', 'complete']);
    expect(inserted.values['draw-again.sample']).toBe('R-0001-S1');
  });

  it('skips a step by the signature of the supervisor, which is an exception', () => {
    const skipped = run({ step: 'look', skips: 'Nobody can look today.' });
    expect(skipped).toMatchObject({ state: 'complete', exceptions: [{ kind: 'step.skipped', step: 'look' }] });
    expect(times(skipped, 'look')[2]).toBe('skipped');
  });

  it('corrects a value, signs it again, and computes anew what rests on it', () => {
    const corrected = run({ step: 'seen', corrects: { cells: '240' } });
    expect(corrected.state).toBe('complete');
    expect(corrected.values['dose.result']).toBe('3.00 10*6/kg');
  });

  it('says what the engine did not allow', () => {
    const typed = run({ step: 'seen', enter: { cells: 'many' } });
    expect(typed.refused).toEqual([{ step: 'seen', act: 'cells', code: 'entry.not-a-number' }]);
    expect(typed.state).toBe('complete');
    const late = run(
      { step: 'check', inserts: { after: 'PT0S', block: 'resample' } },
      { step: 'seen', corrects: { warmth: '36.6' } },
    );
    expect(late.refused).toEqual([{ step: 'seen', act: 'correct', code: 'entry.not-correctable' }]);
  });

  it('says what was asked for and nobody came to do', () => {
    const over = rehearse(recipe, {
      parameters: { weight: '80 kg' },
      when: [
        { at: 'P2D', hold: 'Fire alarm' },
        { step: 'check', holds: { after: 'PT5H', because: 'Too late' }, corrects: { seen: 'yes' } },
      ],
    });
    expect(over.state).toBe('complete');
    expect(over.refused).toEqual([
      { step: 'the batch', act: 'hold', code: 'rehearsal.not-done' },
      { step: 'check', act: 'hold', code: 'rehearsal.not-done' },
      { step: 'check', act: 'correct', code: 'rehearsal.not-done' },
    ]);
  });
});
