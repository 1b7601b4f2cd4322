import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseUnitClasses } from '../../unit-classes/domain/index.js';
import { parseRecipe } from './parse-recipe.js';
const read = (f: string) => readFileSync(f, 'utf8');
it('x', () => {
  const u = parseUnitClasses(read('recipes/plant/unit-classes.yaml'));
  if (!('unitClasses' in u)) throw new Error('x');
  const r = parseRecipe(read('recipes/car-t-demo.yaml'), u.unitClasses);
  console.log(JSON.stringify(r, null, 1).slice(0, 3000));
  expect(r).toHaveProperty('recipe');
});
