import type {
  MasterRecipe,
  MeasurePhase,
  PinnedVersion,
  ProgramPhase,
} from '../../src/definition/recipes/domain/index.js';
import { calculation, entry, monitor, number, program, range, recipeOf, SIGNED, wait } from './small-recipe.js';

const count: MeasurePhase = {
  ...{ id: 'count', title: 'Count', instruction: 'Count.', sign: SIGNED, kind: 'measure' },
  fields: [
    {
      ...{ type: 'number', id: 'cells', title: 'Cells', unit: '10*6/mL', decimals: 1, cv: '10' },
      ...{ alert: range(2, 8), action: range(1, 10), onBreach: 'supervisor', criticality: 'CQA' },
    },
  ],
  ...{ replicates: 2, recounts: 1, onBreach: 'supervisor' },
};

/** What is watched, and what is not. */
const SET: ProgramPhase['set'] = [
  { name: 'temperature', target: 'setpoint', value: { value: '37.0', unit: 'Cel' } },
  { name: 'duration', target: 'parameter', value: { value: '24', unit: 'h' } },
];

/** A recipe with one of each thing that an overlay can make narrower. */
export const platform: PinnedVersion & { recipe: MasterRecipe } = {
  ...{ code: 'platform', version: 3, hash: 'f'.repeat(64) },
  recipe: recipeOf(
    [
      entry('seed', [number('volume', { unit: 'mL', action: range(50, null), criticality: 'IPC' })]),
      calculation('dose', 'parameters.moi * 2', { alert: range(11, 19), action: range(10, 20) }),
      count,
      program('grow', { set: SET, monitor: [monitor({ delay: 'PT2M' })] }),
      wait('rest', 'PT30M'),
    ],
    {
      parameters: [
        {
          ...{ id: 'moi', title: 'MOI', unit: '1', criticality: 'CPP', source: 'constant', target: '5' },
          range: range(5, 10),
        },
        { id: 'weight', title: 'Weight', unit: 'kg', criticality: 'CPP', source: 'patient', range: range(20, 200) },
      ],
      windows: [
        {
          ...{ id: 'fresh', title: 'Fresh', min: 'PT10M', max: 'PT4H', alert: 'PT3H' },
          ...{ onBreach: 'supervisor', criticality: 'CPP' },
          from: { phase: 'seed', edge: 'end' },
          to: { phase: 'grow', edge: 'start' },
        },
      ],
    },
  ),
};
