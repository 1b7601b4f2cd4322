import type { MasterRecipe, Phase } from '../../src/definition/recipes/domain/index.js';
import {
  calculation,
  choice,
  entry,
  label,
  loop,
  number,
  parallel,
  program,
  range,
  recipeOf,
  repeat,
  scan,
  wait,
} from './small-recipe.js';

/** A recipe with each kind of block, and all that a recipe and a phase may leave out. */
export const wholeModel: MasterRecipe = recipeOf(
  [
    entry('a', [
      number('x', { at: 'PT0S', deviation: true, capture: { tag: 'glucose', aggregate: 'last', window: 'PT1M' } }),
    ]),
    parallel<Phase>('both', [entry('b')], [scan('c', 'coi')]),
    choice<Phase>('way', { one: { when: 'a.x > 1', body: [label('d')] }, rest: {} }),
    loop<Phase>(
      'feed',
      'e.x > 1',
      9,
      entry('e', [{ type: 'boolean', id: 'x', title: 'X', expects: true, onBreach: 'stop', criticality: 'IPC' }]),
    ),
    program('grow', {
      mode: 'automatic',
      until: { ends: 'after', after: 'P7D', or: 'e.x' },
      safeState: [{ setpoint: 'temperature', value: { value: '37', unit: 'Cel' } }],
    }),
    repeat<Phase>('daily', 'grow', 'PT24H', {
      ...entry('f'),
      pictures: [{ file: 'a', shows: 'It' }],
      documents: [{ document: 'SOP', version: '1', title: 'It' }],
    }),
    calculation('g', 'a.x', {
      mode: 'automatic',
      yield: { theoretical: '1', action: range(1, 2), onBreach: 'stop', criticality: 'IPC' },
    }),
    entry('h', [
      {
        type: 'choice',
        id: 'x',
        title: 'X',
        choices: [{ id: 'p', title: 'P' }],
        expects: ['p'],
        onBreach: 'stop',
        criticality: 'IPC',
      },
    ]),
  ],
  {
    ...{ label: 'x', description: 'x', type: 'ppq', stage: 'development', statedWithin: 15 },
    yields: { material: 'm', title: 'M', unit: 'mL', keeps: 'P1D' },
    parameters: [
      {
        id: 'p',
        title: 'P',
        unit: '1',
        range: range(0, 9),
        criticality: 'info',
        source: 'formula',
        formula: '1',
        rounding: { significant: 2, mode: 'up' },
      },
      { id: 'q', title: 'Q', unit: '1', range: range(0, 9), criticality: 'info', source: 'entry', from: 'a.x' },
    ],
    adHoc: [{ id: 'again', title: 'Again', max: 2, sign: 'supervisor', unitClass: null, phases: [wait('i', 'PT1H')] }],
    madeFrom: [{ code: 'platform', version: 1, hash: 'a' }],
    blocks: [{ code: 'thaw', version: 1, hash: 'a', as: 'thaw' }],
    documents: [{ document: 'SOP', version: '1', title: 'It' }],
    translations: { de: { 'a.title': 'A' } },
  },
);
