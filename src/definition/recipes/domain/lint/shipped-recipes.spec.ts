import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseUnitClasses } from '../../../unit-classes/domain/index.js';
import { parseRecipe } from '../parse-recipe.js';
import { type LintFault, lintRecipe } from './index.js';

const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses = 'unitClasses' in shipped ? shipped.unitClasses : [];

const lint = (file: string): LintFault[] => {
  const parsed = parseRecipe(readFileSync(`recipes/${file}`, 'utf8'), unitClasses);
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return lintRecipe(parsed.recipe);
};

describe('the recipes that come with Ballroom', () => {
  it.each(['car-t-cd19.yaml', 'car-t-demo.yaml'])('%s can be submitted: the lint finds no error', (file) => {
    expect(lint(file).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('leave what runs for an hour unwatched, and the demo its harvest without a label', () => {
    const warned = (file: string): string[] =>
      lint(file).map(({ code, message }) => `${code} ${message.split(' ')[0]}`);
    expect([...new Set(warned('car-t-cd19.yaml'))]).toEqual(
      ['wash', 'select', 'warm-up', 'wash-out', 'harvest-wash', 'formulate'].map((id) => `monitor.missing ${id}`),
    );
    expect(warned('car-t-demo.yaml')).toEqual(['monitor.missing warm-up', 'label.missing no']);
  });
});
