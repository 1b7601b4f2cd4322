import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { changedText } from '../../../../test/support/changed-text.js';
import { everyBlock as text } from '../../../../test/support/every-block.js';
import { parseUnitClasses, type UnitClass } from '../../unit-classes/domain/index.js';
import { everyBlock, everyPhase, phasesOf, type MasterRecipe, type Phase } from './index.js';
import { parseRecipe, recipeHash } from './parse-recipe.js';

const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses: UnitClass[] = 'unitClasses' in shipped ? shipped.unitClasses : [];

const parsed = (source: string) => {
  const result = parseRecipe(source, unitClasses);
  if ('findings' in result) throw new Error(JSON.stringify(result.findings));
  return result;
};
const { recipe, locate } = parsed(text);
const phase = (id: string, of: MasterRecipe = recipe): Phase => everyPhase(of).find((one) => one.id === id)!;

describe('a recipe with every block', () => {
  it('places each phase in the blocks around it, outermost first', () => {
    const around = Object.fromEntries(
      phasesOf(recipe).map((one) => [one.phase.id, one.blocks.map(({ block, body }) => `${block}/${body ?? ''}`)]),
    );
    expect(around).toMatchObject({
      mix: ['prepare/media'],
      'papers-read': ['prepare/papers'],
      seed: [],
      warm: ['way/grow'],
      daily: ['way/grow', 'feeding/', 'each-day/'],
      'feed-more': ['way/grow', 'feeding/', 'more/little'],
      gain: ['both/calculate'],
      check: [],
    });
  });

  it('has its conditions, bounds and lengths as they were written', () => {
    const block = (id: string) => everyBlock(recipe).find((one) => one.id === id);
    expect(block('way')).toMatchObject({ kind: 'choice', on: 'plan', options: [{ when: null, body: [] }, {}] });
    expect(block('more')).toMatchObject({
      on: null,
      options: [{ when: 'feed-count.density < 1e6 /mL' }, { when: null }],
    });
    expect(block('feeding')).toMatchObject({ kind: 'loop', max: 3, onBreach: 'supervisor', criticality: 'IPC' });
    expect(block('each-day')).toMatchObject({ kind: 'repeat', every: 'PT24H', during: 'culture' });
  });

  it('takes parameters from the recipe, the order, a formula, an entry and a reading', () => {
    expect(recipe.parameters).toMatchObject([
      { id: 'moi', source: 'constant', target: '5' },
      { id: 'weight', source: 'patient', range: { low: '20', high: '200' } },
      {
        source: 'formula',
        rounding: { mode: 'half-up' },
        action: { low: '2' },
        onBreach: 'supervisor',
        deviation: false,
      },
      { source: 'entry', from: 'seed.volume' },
      { source: 'reading', from: 'seed.warmth' },
    ]);
    expect(recipe.parameters[0]).not.toHaveProperty('onBreach');
  });

  it('knows what answers are expected, and which fields may stay empty', () => {
    expect(phase('papers-read')).toMatchObject({
      fields: [
        { id: 'signed', expects: true, onBreach: 'supervisor', criticality: 'IPC' },
        { id: 'colour', expects: ['red', 'blue'], onBreach: 'stop', deviation: true },
        { id: 'remark', optional: true },
      ],
    });
  });

  it('runs programs by their mode, with values by formula, a safe state of their own and an early end', () => {
    expect(phase('warm')).toMatchObject({ mode: 'automatic', sign: [], until: { ends: 'program' } });
    expect(phase('culture')).toMatchObject({
      mode: 'semi-automatic',
      set: [
        { name: 'temperature', target: 'parameter', formula: 'parameters.warmth' },
        { name: 'duration', target: 'parameter', formula: '24 h * 2' },
      ],
      safeState: [{ setpoint: 'temperature', value: { value: '36.0', unit: 'Cel' } }],
      until: { ends: 'after', after: 'P2D', or: 'daily.density >= 2e6 /mL' },
    });
    expect(phase('rest')).toMatchObject({ mode: 'automatic', sign: [] });
    expect(phase('gain')).toMatchObject({
      mode: 'automatic',
      yield: { action: { low: '70', high: '110' }, onBreach: 'supervisor', criticality: 'CQA' },
    });
  });

  it('resolves documents to their version, and keeps pictures, requirements, the stated minutes and translations', () => {
    const sop = { document: 'SOP-0042', version: '3', title: 'Counting cells' };
    expect(phase('daily').documents).toEqual([sop, { document: 'FORM-7', version: '2.1', title: 'Feed sheet' }]);
    expect(recipe.documents).toContainEqual(sop);
    expect(phase('mix').pictures).toEqual([{ file: expect.stringMatching(/^[0-9a-f]{64}$/), shows: 'The bottle' }]);
    expect(recipe).toMatchObject({ statedWithin: 20, translations: { de: { 'seed.title': 'Einsaat' } } });
    expect(recipe.procedure[1]).toMatchObject({ requires: ['Calibrated probe'] });
  });

  it('keeps what may be inserted apart from the procedure', () => {
    expect(recipe.adHoc).toMatchObject([
      { id: 'resample', max: 2, sign: 'supervisor', unitClass: 'closed-bioreactor' },
    ]);
    expect(phasesOf(recipe).map((one) => one.phase.id)).not.toContain('draw-again');
  });

  it('says where each part stands in the text, and gives lines to faults that name it', () => {
    const grow = 'procedure[1].operations[1].options[1].operations[0].phases[1]';
    const culture = phase('culture') as Extract<Phase, { kind: 'program' }>;
    const path = locate(culture);
    const [found] = locate.findings([{ code: 'x', path, message: 'x', severity: 'warning', why: 'because' }]);
    expect(found).toMatchObject({ path: `${grow}.phases[0]`, severity: 'warning', why: 'because' });
    expect(text.split('\n')[found!.line - 1]).toContain('- id: culture');
    expect(locate(culture.set[0]!)).toEqual([...path, 'set', 'temperature']);
    expect(locate(recipe.windows[1]!)).toEqual(['windows', 1]);
    expect(locate(recipe.parameters[1]!)).toEqual(['parameters', 'weight']);
    expect(locate(recipe.adHoc![0]!)).toEqual(['adHoc', 0]);
    expect(locate({})).toEqual([]);
  });

  it('hashes by what it says', () => {
    expect(recipeHash(recipe)).toBe(recipeHash(parsed(`# again\n${text}`).recipe));
    for (const [right, wrong] of [
      ['max: 3', 'max: 4'],
      ['when: feed-count.density < 1e6', 'when: feed-count.density < 2e6'],
      ['expects: [red, blue]', 'expects: [red]'],
      ['version: 3 }', 'version: 4 }'],
    ] as const) {
      const other = changedText(text, right, wrong).text.replaceAll(
        'SOP-0042@3',
        `SOP-0042@${wrong.endsWith('4 }') ? 4 : 3}`,
      );
      expect(recipeHash(parsed(other).recipe)).not.toBe(recipeHash(recipe));
    }
  });
});
