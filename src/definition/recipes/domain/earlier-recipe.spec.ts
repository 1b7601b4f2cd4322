import { describe, expect, it } from '@jest/globals';
import { everyKind } from '../../../../test/support/every-kind.js';
import type { UnitClass } from '../../unit-classes/domain/index.js';
import { parseRecipe, recipeHash } from './parse-recipe.js';

const chamber: UnitClass = {
  code: 'chamber',
  title: 'Chamber',
  use: 'exclusive',
  tags: [
    {
      tag: 'temperature',
      title: 'Temperature',
      type: 'number',
      unit: 'Cel',
      range: { low: '0', high: '60' },
      criticality: 'CPP',
      staleAfter: 'PT30S',
    },
  ],
  setpoints: [{ name: 'temperature', title: 'Temperature', unit: 'Cel', range: { low: '4', high: '40' } }],
  programs: [{ name: 'Warm-up', title: 'Warm up', parameters: [], safeState: [] }],
};

const EARLIER = `
recipe: earlier
title: Earlier
product: Test cells
parameters:
  moi: { title: MOI, unit: '1', target: 5, range: [5, 10], criticality: CPP }
procedure:
  - unitProcedure: culture
    title: Culture
    unitClass: chamber
    operations:
      - operation: all
        title: All of it
        phases:
          - id: identity
            kind: scan
            title: Identity
            instruction: Scan it.
            scans: [{ id: unit, title: Unit, expects: unit }]
            sign: [performed, verified]
          - { id: prepare, kind: instruction, title: Prepare, instruction: Prepare., sign: [performed] }
          - id: count
            kind: entry
            title: Count
            instruction: Count.
            fields:
              cells: { type: number, title: Cells, unit: 10*6, decimals: 0, alert: [90, 150], action: [80, 200], onBreach: supervisor, criticality: CQA }
              warmth: { type: number, title: Warmth, unit: Cel, decimals: 1, criticality: IPC, capture: { tag: temperature, aggregate: last, window: PT1M } }
              lot: { type: text, title: Lot }
              clear: { type: boolean, title: Clear }
              colour: { type: choice, title: Colour, choices: { red: Red, blue: Blue } }
            sign: [performed, verified]
          - { id: dose, kind: calculation, title: Dose, instruction: Draw., formula: parameters.moi * count.cells, unit: 10*6, rounding: { decimals: 1, mode: half-even }, criticality: info, sign: [performed] }
          - id: warm
            kind: program
            title: Warm
            instruction: Start it.
            program: Warm-up
            set: { temperature: 37.0 Cel }
            monitor:
              - { tag: temperature, unit: Cel, alert: [36.5, 37.5], action: [36.0, 38.0], delay: PT1S, onBreach: continue, criticality: CPP, demo: { delay: PT60S } }
            until: { after: PT1H }
            sign: [performed]
          - { id: rest, kind: wait, title: Rest, instruction: Rest., for: PT1H, sign: [performed] }
          - id: harvest
            kind: decision
            title: Harvest?
            instruction: Decide.
            options: [{ id: harvest, title: Harvest, then: continue }, { id: stop, title: Stop, then: stop }]
            sign: [performed by supervisor]
          - { id: check, kind: review, title: Check, instruction: Read all., sign: [reviewed] }
windows:
  - { id: fresh, title: Fresh, from: count.end, to: warm.start, min: PT1M, max: PT1H, alert: PT30M, onBreach: continue, criticality: CPP, demo: { max: PT2M } }
`;

describe('a recipe approved before the language grew', () => {
  it('211.186(a): is still the one that was signed, to the last byte', () => {
    const parsed = parseRecipe(EARLIER, [chamber]);
    if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
    expect(recipeHash(parsed.recipe)).toBe('96457417979148cc004f124dd28be319128f3be670f6477fd22692d07f96e1eb');
  });

  it('211.186(a): nor has a recipe of the whole process changed', () => {
    const ph = { ...chamber.tags[0]!, tag: 'ph', unit: '[pH]', range: { low: '5', high: '9' } };
    const parsed = parseRecipe(everyKind, [{ ...chamber, code: 'closed-bioreactor', tags: [ph] }]);
    if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
    expect(recipeHash(parsed.recipe)).toBe('738bede5578faceb6451a91dc645db42a2afde32e6a5fc995bfb49f2c4ed6cd5');
  });
});
