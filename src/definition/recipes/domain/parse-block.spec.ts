import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { changedText } from '../../../../test/support/changed-text.js';
import { thawBlock as thaw } from '../../../../test/support/thaw-block.js';
import { parseUnitClasses, type Finding, type UnitClass } from '../../unit-classes/domain/index.js';
import { everyBlock, everyPhase, parseBlock, parseRecipe, type LibraryBlock, type MasterRecipe } from './index.js';

const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses: UnitClass[] = 'unitClasses' in shipped ? shipped.unitClasses : [];

const recipe = `
recipe: user
title: Uses a block
product: Test cells
procedure:
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: all
        title: All
        phases:
          - { use: thaw-vector@2, as: first }
          - id: both
            kind: parallel
            title: Both
            branches:
              - { id: one, title: One, phases: [{ use: thaw-vector@2, as: second }] }
              - { id: two, title: Two, phases: [{ id: rest, kind: wait, title: Rest, instruction: Rest., for: PT1H, sign: [performed] }] }
          - { id: sum, kind: calculation, title: Sum, instruction: Read., formula: first-total.result + second-vial.volume, unit: mL, rounding: { decimals: 1, mode: up }, criticality: info, mode: automatic }
windows:
  - { id: hold, title: Hold, from: first-vial.end, to: second-vial.start, max: PT1H, onBreach: continue, criticality: IPC }
translations:
  de: { first-vial.title: Fläschchen }
`;

const blockOf = (text: string, version = 2): LibraryBlock => {
  const result = parseBlock(text, unitClasses, version);
  if ('findings' in result) throw new Error(JSON.stringify(result.findings));
  return result.block;
};
const library = [blockOf(thaw), blockOf(thaw, 3), { ...blockOf(thaw), code: 'other', unitClass: 'freezer' }];
const parsed = (text: string) => {
  const result = parseRecipe(text, unitClasses, library);
  if ('findings' in result) throw new Error(JSON.stringify(result.findings));
  return result;
};
const told = (result: object): Finding[] => ('findings' in result ? (result.findings as Finding[]) : []);

describe('a block of the library', () => {
  it('is a version of its phases, with a hash over what it says', () => {
    const block = blockOf(thaw);
    expect(block).toMatchObject({
      code: 'thaw-vector',
      version: 2,
      title: 'Thaw the vector',
      unitClass: 'closed-bioreactor',
    });
    expect(block.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(blockOf(`# a remark\n${thaw}`).hash).toBe(block.hash);
    expect(blockOf(thaw, 3).hash).not.toBe(block.hash);
    expect(blockOf(thaw.replace('max: 2', 'max: 3')).hash).not.toBe(block.hash);
    expect(parseBlock(thaw, unitClasses)).toMatchObject({ block: { version: 0 } });
  });

  it('stands in a recipe under its own ids, with every reference inside following', () => {
    const { recipe: made } = parsed(recipe);
    const ids = everyPhase(made).map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('second-'))).toEqual(
      ['vial', 'sample', 'total', 'go', 'warm', 'mid', 'found', 'print'].map((id) => `second-${id}`),
    );
    const phase = (id: string) => everyPhase(made).find((one) => one.id === id);
    expect(phase('first-total')).toMatchObject({
      formula: 'first-vial.volume * 2 - 1 mL',
      yield: { theoretical: '2 * first-vial.volume' },
    });
    expect(phase('first-warm')).toMatchObject({
      set: [{ formula: '1 h * first-total.result / 1 mL' }],
      until: { or: 'first-mid.volume > 1 mL' },
    });
    expect(phase('first-found')).toMatchObject({ of: 'first-sample' });
    expect(phase('first-print')).toMatchObject({ labels: [{ id: 'first-bag' }] });
    expect(everyBlock(made).filter(({ id }) => id.startsWith('first-'))).toMatchObject([
      { until: 'first-total.result >= 3 mL and first-total.percent > 10 %' },
      { on: 'first-go', options: [{ id: 'warm' }, { id: 'rest' }] },
      { during: 'first-warm' },
    ]);
  });

  it('is pinned by version and hash, and brings its documents', () => {
    const { recipe: made } = parsed(recipe);
    const { hash } = library[0]!;
    expect(made.blocks).toEqual([
      { code: 'thaw-vector', version: 2, hash, as: 'first' },
      { code: 'thaw-vector', version: 2, hash, as: 'second' },
    ]);
    expect(made.documents).toEqual([{ document: 'SOP-0007', version: '2', title: 'Thawing' }]);
  });

  it('stands where it is used, for whoever asks for its lines', () => {
    const { recipe: made, locate } = parsed(recipe);
    const vial = everyPhase(made).find(({ id }) => id === 'first-vial') as { fields: object[] };
    expect(locate(vial)).toEqual(['procedure', 0, 'operations', 0, 'phases', 0]);
    expect(locate(vial.fields[0]!)).toEqual(locate(vial));
  });

  it('is left as it was by a recipe that uses it', () => {
    const before = JSON.stringify(library[0]);
    parsed(recipe);
    expect(JSON.stringify(library[0])).toBe(before);
  });

  const phases = 'procedure[0].operations[0].phases';
  it.each<[code: string, path: string, right: string, wrong: string]>([
    ['use.unknown', `${phases}[0].use`, 'use: thaw-vector@2', 'use: melt-vector@2'],
    ['use.unknown', `${phases}[0].use`, 'use: thaw-vector@2', 'use: thaw-vector@4'],
    ['use.other-class', `${phases}[0].use`, 'use: thaw-vector@2', 'use: other@2'],
    ['use.other-class', `${phases}[0].use`, '    unitClass: closed-bioreactor\n', ''],
    ['schema.pattern', `${phases}[0].use`, 'use: thaw-vector@2', 'use: thaw-vector'],
    ['schema.required', `${phases}[0]`, 'use: thaw-vector@2, as: first', 'use: thaw-vector@2'],
    ['schema.unknown-key', `${phases}[0].kind`, 'use: thaw-vector@2', 'kind: wait, use: thaw-vector@2'],
    ['id.duplicate', `${phases}[1].branches[0].phases[0].as`, 'as: second', 'as: first'],
    ['id.duplicate', `${phases}[2].id`, 'id: sum', 'id: first-vial'],
    ['id.too-long', `${phases}[0]`, 'as: first', `as: ${'very-'.repeat(5)}long`],
    [
      'formula.other-branch',
      `${phases}[1].branches[1].phases[0].formula`,
      'id: rest, kind: wait, title: Rest, instruction: Rest., for: PT1H, sign: [performed]',
      'id: rest, kind: calculation, title: R, instruction: R, formula: second-vial.volume, unit: mL, rounding: { decimals: 1, mode: up }, criticality: info, mode: automatic',
    ],
    [
      'document.other-version',
      `${phases}[0]`,
      'product: Test cells',
      'product: Test cells\ndocuments: { SOP-0007: { title: Thawing, version: 3 } }',
    ],
  ])('used wrongly: %s at %s: %s → %s', (code, path, right, wrong) => {
    const longer = code === 'id.too-long' ? [blockOf(thaw.replaceAll('vial', `vial-${'x'.repeat(30)}`))] : library;
    const all = told(parseRecipe(changedText(recipe, right, wrong).text, unitClasses, longer));
    expect(all.map((finding) => `${finding.code} ${finding.path}`)).toContain(`${code} ${path}`);
  });

  it.each<[code: string, path: string, right: string, wrong: string]>([
    ['schema.required', '', 'title: Thaw the vector', ''],
    ['schema.unknown-key', 'windows', 'title: Thaw the vector', 'title: Thaw the vector\nwindows: []'],
    ['schema.max-properties', 'parameters', 'title: Thaw the vector', 'title: Thaw the vector\nparameters: { x: 1 }'],
    ['unit-class.unknown', 'unitClass', 'unitClass: closed-bioreactor', 'unitClass: bucket'],
    ['unit-class.missing', 'phases[2].phases[2].options[0].phases[0].program', 'unitClass: closed-bioreactor', ''],
    ['formula.unknown-reference', 'phases[2].phases[0].formula', 'formula: vial.volume', 'formula: seeding.volume'],
    ['formula.unknown-reference', 'phases[2].phases[0].formula', 'formula: vial.volume', 'formula: parameters.moi'],
    ['id.duplicate', 'phases[1].id', 'id: sample', 'id: vial'],
    ['result.unknown-sample', 'phases[3].of', 'of: sample', 'of: simple'],
    ['use.unknown', 'phases[0].use', 'phases:\n', 'phases:\n  - { use: thaw-vector@2, as: x }\n'],
    ['yaml.syntax', '', 'block:', '{ block:'],
  ])('itself wrong: %s at %s: %s → %s', (code, path, right, wrong) => {
    const all = told(parseBlock(changedText(thaw, right, wrong).text, unitClasses));
    expect(all.map((finding) => `${finding.code} ${finding.path}`)).toContain(`${code} ${path}`);
  });

  it('has a schema of its own for editors, which is the one that is enforced', () => {
    const schema = JSON.parse(readFileSync('recipes/block.schema.json', 'utf8')) as { $ref: string };
    const whole = JSON.parse(readFileSync('recipes/recipe.schema.json', 'utf8')) as { $defs: Record<string, unknown> };
    const [file, pointer] = schema.$ref.split('#/$defs/');
    expect(file).toBe('recipe.schema.json');
    expect(whole.$defs[pointer!]).toMatchObject({ required: ['block', 'title', 'phases'] });
  });
});

describe('a recipe that uses no block', () => {
  it('is the same whatever the library holds', () => {
    const text = readFileSync('recipes/car-t-demo.yaml', 'utf8');
    const made = (blocks: LibraryBlock[]): MasterRecipe | undefined => {
      const result = parseRecipe(text, unitClasses, blocks);
      return 'recipe' in result ? result.recipe : undefined;
    };
    expect(made(library)).toEqual(made([]));
    expect(made([])).not.toHaveProperty('blocks');
  });
});
