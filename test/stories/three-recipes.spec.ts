import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type MasterRecipe, parseRecipe } from '../../src/definition/recipes/domain/index.js';
import { parseUnitClasses } from '../../src/definition/unit-classes/domain/index.js';
import {
  parseRecipeTests,
  rehearse,
  type Rehearsal,
  type StepScript,
} from '../../src/execution/rehearsals/domain/index.js';

const read = (file: string): string => readFileSync(`recipes/${file}`, 'utf8');
const classes = parseUnitClasses(read('plant/unit-classes.yaml'));
const unitClasses = 'unitClasses' in classes ? classes.unitClasses : [];

function recipeOf(name: string): MasterRecipe {
  const parsed = parseRecipe(read(`${name}.yaml`), unitClasses);
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return parsed.recipe;
}

/** Runs a recipe on what its tests give to all of them, every step done and signed, and on what is otherwise here. */
function run(name: string, when: StepScript[] = []): Rehearsal {
  const tests = parseRecipeTests(read(`${name}.test.yaml`));
  if ('findings' in tests) throw new Error(JSON.stringify(tests.findings));
  return rehearse(recipeOf(name), { ...tests.given, when });
}

const rounds = ({ steps }: Rehearsal, step: string): (string | null)[] =>
  steps.flatMap((one) => (one.step === step && one.started !== null ? [one.round] : []));

const startOf = ({ steps }: Rehearsal, step: string): string | null => steps.find((one) => one.step === step)!.started;

const well = { state: 'complete', standstill: null, exceptions: [], refused: [] };

describe("one donor's NK cells", () => {
  const culture = run('nk-expansion', [{ step: 'daily-count', round: 9, enter: { vcd: '4.40' } }]);

  it('pass through a washer, a bioreactor, the washer again and a place in a freezer', () => {
    expect(culture).toMatchObject(well);
    expect(culture.units).toEqual([
      { unitProcedure: 'first-wash', unitClass: 'washer', position: null },
      { unitProcedure: 'culture', unitClass: 'closed-bioreactor', position: null },
      { unitProcedure: 'harvest', unitClass: 'washer', position: null },
      { unitProcedure: 'store', unitClass: 'freezer', position: 'A1' },
    ]);
  });

  it('are counted once a day while they grow, and their culture ends on the day on which there are enough', () => {
    expect(rounds(culture, 'daily-count')).toEqual(Array.from({ length: 9 }, (_, day) => `each-day[${day + 1}]`));
    expect(culture.lasted).toMatch(/^P9D/);
  });

  it('are fed as their viability asks', () => {
    expect(culture.steps.find(({ step }) => step === 'rich-medium')).toMatchObject({ state: 'omitted' });
    expect(culture.steps.find(({ step }) => step === 'plain-medium')).toMatchObject({ state: 'complete' });
  });

  it('211.103: have a yield at each stage, actual and in percent of what was possible', () => {
    expect(culture.yields).toEqual([
      { step: 'volume-received', actual: '150 mL', percent: '93.8 %' },
      { step: 'wash-yield', actual: '3200 10*6', percent: '88.2 %' },
      { step: 'seeded-cells', actual: '499 10*6', percent: '100.0 %' },
      { step: 'harvest-yield', actual: '3750 10*6', percent: '89.3 %' },
      { step: 'dose-yield', actual: '32 1', percent: '86.5 %' },
    ]);
  });

  it('become a lot of doses with its expiry', () => {
    expect(culture.lot).toMatchObject({ material: 'nk-dose', expiresAt: expect.stringMatching(/^2028-01-14T/) });
  });
});

describe('a batch of viral vector', () => {
  const batch = run('viral-vector', [
    { step: 'growth-count', round: 1, enter: { vcd: '0.50' } },
    { step: 'growth-count', round: 2, enter: { vcd: '1.10' } },
    { step: 'grow-day', round: 2, inserts: { after: 'PT6H', block: 'resample' } },
    { step: 'titre-check', round: 3, enter: { titre: '1.20' } },
  ]);

  it('has its medium and its plasmids prepared at the same time', () => {
    expect(batch).toMatchObject(well);
    expect([startOf(batch, 'medium-clearance'), startOf(batch, 'plasmid-lots')]).toEqual(['PT0S', 'PT0S']);
    expect(startOf(batch, 'production-identity')).toBe(batch.steps.find(({ step }) => step === 'plasmid-check')!.ended);
  });

  it('is fed every 24 hours until the density is reached', () => {
    expect(rounds(batch, 'feed')).toEqual(['grow[1]', 'grow[2]', 'grow[3]']);
    expect(rounds(batch, 'growth-count')).toEqual(['grow[1]', 'grow[2]', 'grow[3]']);
  });

  it('is sampled once more where a supervisor signed for it', () => {
    expect(rounds(batch, 'culture-sample')).toHaveLength(1);
    expect(batch.steps.find(({ step }) => step === 'culture-result')).toMatchObject({ state: 'complete' });
  });

  it('ends its culture at the titre, not at its longest time', () => {
    expect(rounds(batch, 'titre-check')).toHaveLength(3);
    const { started, ended } = batch.steps.find(({ step }) => step === 'produce')!;
    expect([started, ended]).toEqual([expect.stringMatching(/^P3DT/), expect.stringMatching(/^P4DT/)]);
  });

  it('waits the shortest hold time between mixing and adding', () => {
    expect([startOf(batch, 'mix'), startOf(batch, 'add-complex')]).toEqual(['P3DT1H11M3S', 'P3DT1H21M3S']);
  });

  it('takes its DNA from what was counted, and yields a lot that is put into its place', () => {
    expect(batch.values).toMatchObject({ 'dna-volume.result': '2.20 mL', 'vector-yield.percent': '73.7 %' });
    expect(batch.units.at(-1)).toEqual({ unitProcedure: 'store', unitClass: 'freezer', position: 'A1' });
    expect(batch.lot).toMatchObject({ material: 'lenti-vector' });
  });
});

describe('a media fill by hand', () => {
  const fill = run('manual-100');

  it('is a hundred steps, each done and signed, in the order of the file', () => {
    expect(fill).toMatchObject(well);
    expect(fill.steps).toHaveLength(100);
    expect(new Set(fill.steps.map(({ state }) => state))).toEqual(new Set(['complete']));
  });

  it('binds no unit and yields no lot', () => {
    expect([fill.units, fill.lot]).toEqual([[], null]);
  });
});
