import { describe, expect, it } from '@jest/globals';
import { ON_BIOREACTOR } from '../../../../test/support/culture-recipe.js';
import { recipeFrom } from '../../../../test/support/recipe-from.js';
import { type ProgramPhase, phasesOf } from '../../../definition/recipes/domain/index.js';
import { safeStateOf } from './unit-program.js';

const wash = (id: string, set: string): string =>
  `- { id: ${id}, kind: program, title: Wash, instruction: Start it., program: Wash, set: { ${set} }, monitor: [], sign: [performed] }`;

/** `Wash` is a program of both classes. */
const recipe = recipeFrom(`
recipe: two-washes
title: Two washes
product: cells
${ON_BIOREACTOR}
          ${wash('in-culture', 'temperature: 20 Cel, co2: 5 %, agitation: 5 /min, cycles: 2 1, duration: 1 h')}
  - unitProcedure: washing
    title: Washing
    unitClass: washer
    operations:
      - operation: spin
        title: Spin
        phases:
          ${wash('apart', 'spin: 1000 /min, flow: 50 mL/min, volume: 100 mL, cycles: 2 1, duration: 1 h')}
`);

const safeState = (id: string): string[] => {
  const { phase, unitProcedure } = phasesOf(recipe).find((one) => one.phase.id === id)!;
  return Object.keys(safeStateOf(recipe, { unitProcedure }, phase as ProgramPhase));
};

describe('the safe state of a program', () => {
  it('is that of the step’s own unit class, where another has a program of the same name', () => {
    expect(safeState('in-culture')).toEqual(['temperature', 'agitation']);
    expect(safeState('apart')).toEqual(['spin', 'flow']);
  });
});
