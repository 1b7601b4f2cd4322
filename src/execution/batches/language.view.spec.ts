import { describe, expect, it } from '@jest/globals';
import type { MasterRecipe, Phase } from '../../definition/recipes/domain/index.js';
import { worded, wordsIn } from './language.view.js';

const recipe = {
  translations: {
    de: { 'look.title': 'Ansehen', 'look.colour': 'Farbe', 'look.colour.pink': 'Rosa', 'look.go': 'Weiter' },
    'de-AT': { 'look.title': 'Anschauen' },
  },
} as Partial<MasterRecipe> as MasterRecipe;
const choices = [
  { id: 'pink', title: 'Pink' },
  { id: 'clear', title: 'Clear' },
];
const field = { id: 'colour', title: 'Colour', type: 'choice', ...{ unit: null, decimals: null }, choices };
const rest = { alert: null, action: null, criticality: null, tag: null, at: null, optional: false, expects: [] };
const step = {
  ...{ title: 'Look', instruction: 'Look at it.', scans: [], materials: [], labels: [], sample: null, result: null },
  options: [{ id: 'go', title: 'Go on', then: 'continue' }],
  fields: [{ ...field, ...rest, mayBeNotApplicable: true, entry: null, capture: null }],
};
const shown = (language?: string) => {
  const { title, fields, options } = worded(step, { id: 'look', kind: 'entry' } as Phase, wordsIn(recipe, language));
  return [
    title,
    ...fields.flatMap((one) => [one.title, ...one.choices.map((choice) => choice.title)]),
    options[0]!.title,
  ];
};

describe('a step in another language', () => {
  it('says its title, its fields, their choices and its options as the recipe translates them, the rest in its own words', () => {
    expect(shown('de')).toEqual(['Ansehen', 'Farbe', 'Rosa', 'Clear', 'Weiter']);
    expect(shown()).toEqual(['Look', 'Colour', 'Pink', 'Clear', 'Go on']);
  });

  it('takes the closest language that the recipe has', () => {
    expect(['de-AT', 'DE-CH', 'fr'].map((language) => shown(language)[0])).toEqual(['Anschauen', 'Ansehen', 'Look']);
  });
});
