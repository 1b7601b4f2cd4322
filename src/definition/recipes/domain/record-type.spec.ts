import { describe, expect, it } from '@jest/globals';
import { parseRecipe, RECORD_TYPES, type RecordType } from './index.js';

const scan = (expects: string): object => ({
  ...{ id: 'identity', kind: 'scan', title: 'Identity', instruction: 'Scan.', sign: ['performed'] },
  scans: [{ id: 'label', title: 'Label', expects }],
});
const label = (line: string): object => ({
  ...{ id: 'print', kind: 'label', title: 'Print', instruction: 'Print.', sign: ['performed', 'verified'] },
  labels: [{ id: 'bag', title: 'Bag', copies: 1, lines: ['{product} {batch}', line] }],
});
const yields = { material: 'medium', title: 'Medium', unit: 'mL', keeps: 'P7D' };
const recordOf = (type: RecordType | undefined, phase: object): string =>
  JSON.stringify({
    ...{ recipe: 'record', title: 'Record', product: 'Anything', stage: 'development' },
    ...(type === undefined ? {} : { type }),
    ...(type === 'prepared-material' ? { yields } : {}),
    procedure: [
      { unitProcedure: 'all', title: 'All', operations: [{ operation: 'all', title: 'All', phases: [phase] }] },
    ],
  });
const told = (text: string): string[] => {
  const result = parseRecipe(text, []);
  return 'findings' in result ? result.findings.map(({ code, path }) => `${code} ${path}`) : [];
};

describe('a record of another type than a patient batch', () => {
  const first = 'procedure[0].operations[0].phases[0]';
  const others = RECORD_TYPES.filter((type) => type !== 'patient-batch');

  it.each(others)('%s carries no chain of identity: nothing scans or prints one', (type) => {
    expect(told(recordOf(type, scan('coi')))).toEqual([`identity.none ${first}.scans[0].expects`]);
    expect(told(recordOf(type, scan('patient')))).toEqual([`identity.none ${first}.scans[0].expects`]);
    expect(told(recordOf(type, label('{coi}')))).toEqual([`identity.none ${first}.labels[0].lines`]);
    expect(told(recordOf(type, label('{patient} {n}')))).toEqual([`identity.none ${first}.labels[0].lines`]);
    expect(told(recordOf(type, label('{code} {n} of {of}')))).toEqual([]);
  });

  it('carries one where it is a patient batch, said or not', () => {
    for (const type of [undefined, 'patient-batch'] as const)
      expect([...told(recordOf(type, scan('coi'))), ...told(recordOf(type, label('{coi} {patient}')))]).toEqual([]);
  });

  it('yields a lot where it prepares material, and says how long that keeps', () => {
    const result = parseRecipe(recordOf('prepared-material', label('{code}')), []);
    expect(result).toMatchObject({ recipe: { type: 'prepared-material', stage: 'development', yields } });
  });
});

describe('a recipe that says nothing of its type', () => {
  it('keeps nothing of it in the model', () => {
    const result = parseRecipe(recordOf(undefined, label('{code}')).replace('"stage":"development",', ''), []);
    const keys = 'recipe' in result ? Object.keys(result.recipe) : [];
    expect(keys.toSorted()).toEqual([
      'parameters',
      'procedure',
      'product',
      'recipe',
      'title',
      'unitClasses',
      'windows',
    ]);
  });
});
