import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { everyKind as text } from '../../../../test/support/every-kind.js';
import { parseUnitClasses, type Finding, type UnitClass } from '../../unit-classes/domain/index.js';
import { parseRecipe } from './parse-recipe.js';
import type { Phase } from './phase.js';
import { phasesOf, unitProceduresOf, type MasterRecipe } from './recipe.js';

const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses: UnitClass[] = 'unitClasses' in shipped ? shipped.unitClasses : [];

const parsed = (source: string): MasterRecipe => {
  const result = parseRecipe(source, unitClasses);
  if ('findings' in result) throw new Error(JSON.stringify(result.findings));
  return result.recipe;
};
const findings = (source: string): Finding[] => {
  const result = parseRecipe(source, unitClasses);
  return 'findings' in result ? result.findings : [];
};
const phase = (id: string): Phase => phasesOf(parsed(text)).find((placed) => placed.phase.id === id)!.phase;

describe('a recipe of the whole process', () => {
  it('stands by hand where it names no unit class, and freezes the classes that it does name', () => {
    const recipe = parsed(text);
    expect(unitProceduresOf(recipe).map(({ unitClass }) => unitClass)).toEqual([null, 'closed-bioreactor', null]);
    expect(recipe.unitClasses.map(({ code }) => code)).toEqual(['closed-bioreactor']);
  });

  it('is resolved kind by kind', () => {
    expect(phase('clear')).toMatchObject({ kind: 'clearance', checks: [{ id: 'empty' }, { id: 'clean' }] });
    expect(phase('lots')).toMatchObject({
      kind: 'material',
      materials: [
        { id: 'medium', critical: true },
        { id: 'wipes', critical: false },
      ],
    });
    const [cells, viability] = (phase('count') as Extract<Phase, { kind: 'measure' }>).fields;
    expect(phase('count')).toMatchObject({ kind: 'measure', replicates: 2, recounts: 1, onBreach: 'supervisor' });
    expect(cells).toMatchObject({ id: 'cells', cv: '10', action: { low: '0.5', high: '20' }, onBreach: 'stop' });
    expect(viability).not.toHaveProperty('cv');
    expect(phase('draw')).toMatchObject({ kind: 'sample', container: '1 mL cryovial' });
    expect(phase('purity')).toMatchObject({ kind: 'result', of: 'draw', within: 'P3D', fields: [{ id: 'pure' }, {}] });
    expect(phase('ph-check')).toMatchObject({
      kind: 'compare',
      capture: { tag: 'ph' },
      decimals: 2,
      action: { low: '-0.2', high: '0.2' },
    });
    expect(phase('print')).toMatchObject({ kind: 'label', labels: [{ id: 'bag', copies: 2 }] });
    expect(phase('curve')).toMatchObject({ kind: 'entry', fields: [{ at: 'PT0S' }, { at: 'PT10M' }] });
  });

  it('counts no second time where it says nothing of it', () => {
    const once = parsed(text.replace('            recounts: 1\n', ''));
    expect(phasesOf(once).find((placed) => placed.phase.id === 'count')?.phase).toMatchObject({ recounts: 0 });
  });
});

const bench = 'procedure[0].operations[0].phases';
const grow = 'procedure[1].operations[0].phases[0]';
const freeze = 'procedure[2].operations[0].phases[0]';

/** The recipe with one text changed, found after other texts (`id: count » sign`), and the line of the change. */
function changed(right: string, wrong: string): { source: string; line: number } {
  const marks = right.split(' » ');
  const at = marks.reduce((from, mark) => {
    const found = text.indexOf(mark, from);
    if (found < 0) throw new Error(`the recipe has no "${mark}"`);
    return found;
  }, 0);
  const line = text.slice(0, at).split('\n').length;
  return { source: text.slice(0, at) + wrong + text.slice(at + marks.at(-1)!.length), line };
}

describe('a wrong recipe of the whole process names code, path and line', () => {
  const verify = 'sign: [performed, verified]';
  const before = (id: string, ...lines: string[]): string =>
    [...lines, `- id: ${id}`].join('\n            ').replace(/ {2}- id/, '- id');
  const some = ['title: x', 'instruction: x', 'sign: [performed]'];
  const program = before('clear', 'id: x', 'kind: program', 'program: Warm-up', 'set: {}', 'monitor: []', ...some);
  const scan = before('clear', 'id: x', 'kind: scan', 'scans: [{ id: u, title: x, expects: unit }]', ...some);
  const later = before(
    'count',
    'id: x',
    'kind: result',
    'of: draw',
    'fields: { pure: { type: text, title: x } }',
    ...some,
  );
  const forward = before(
    'count',
    'id: x',
    'kind: calculation',
    'formula: purity.pure',
    "unit: '%'",
    'rounding: { decimals: 1, mode: up }',
    'criticality: info',
    ...some,
  );

  it.each<[code: string, path: string, right: string, wrong: string]>([
    // 211.101(d), 211.103, 211.125, 211.130: who verifies
    ['sign.verifier-missing', `${bench}[0].sign`, `id: clear » ${verify}`, 'sign: [performed]'],
    ['sign.verifier-missing', `${bench}[1].sign`, `id: lots » ${verify}`, 'sign: [performed]'],
    ['sign.verifier-missing', `${bench}[2].sign`, `id: count » ${verify}`, 'sign: [performed]'],
    ['sign.verifier-missing', `${bench}[4].sign`, `id: purity » ${verify}`, 'sign: [performed]'],
    ['sign.verifier-missing', `${bench}[6].sign`, `id: print » ${verify}`, 'sign: [performed]'],
    ['sign.verifier-missing', `${grow}.sign`, `id: ph-check » ${verify}`, 'sign: [performed]'],
    ['sign.verifier-missing', `${freeze}.sign`, `id: curve » ${verify}`, 'sign: [performed]'],
    // what needs a unit
    ['unit-class.missing', `${bench}[0].program`, 'id: clear', program],
    ['unit-class.missing', `${bench}[0].scans[0].expects`, 'id: clear', scan],
    [
      'unit-class.missing',
      `${freeze}.fields.start.capture`,
      'title: Start, ',
      'title: Start, capture: { tag: temperature, aggregate: last, window: PT1M }, ',
    ],
    ['schema.type', 'procedure[1].unitClass', 'unitClass: closed-bioreactor', 'unitClass: null'],
    ['unit-class.unknown', 'procedure[1].unitClass', 'unitClass: closed-bioreactor', 'unitClass: open-bioreactor'],
    // samples and their results
    ['result.unknown-sample', `${bench}[4].of`, 'of: draw', 'of: drawn'],
    ['result.not-a-sample', `${bench}[4].of`, 'of: draw', 'of: count'],
    ['result.later-sample', `${bench}[2].of`, 'id: count', later],
    [
      'result.captured',
      `${bench}[4].fields.pure.capture`,
      'title: Purity, ',
      'title: Purity, capture: { tag: ph, aggregate: last, window: PT1M }, ',
    ],
    ['duration.zero', `${bench}[4].within`, 'within: P3D', 'within: PT0S'],
    ['formula.later-reference', `${bench}[2].formula`, 'id: count', forward],
    ['formula.unknown-reference', `${bench}[5].formula`, 'purity.pure', 'purity.pur'],
    ['formula.unknown-reference', `${bench}[5].formula`, 'count.cells *', 'count.cells-1 *'],
    ['formula.type', `${bench}[5].formula`, 'purity.pure', 'purity.sterile'],
    // counts
    ['schema.minimum', `${bench}[2].replicates`, 'replicates: 2', 'replicates: 1'],
    ['schema.exclusive-minimum', `${bench}[2].fields.cells.cv`, 'cv: 10', 'cv: 0'],
    ['schema.unknown-key', `${bench}[2].fields.cells.capture`, 'cv: 10', 'capture: { tag: ph }'],
    ['limits.too-fine', `${bench}[2].fields.cells.cv`, 'cv: 10', 'cv: 10.25'],
    ['limits.too-fine', `${bench}[2].fields.cells.action[0]`, 'action: [0.5, 20]', 'action: [0.555, 20]'],
    ['cv.not-a-ratio', `${bench}[2].fields.cells.cv`, 'unit: 10*6/mL', 'unit: Cel'],
    ['cv.not-a-ratio', `${bench}[2].fields.cells.cv`, 'unit: 10*6/mL', "unit: '[pH]'"],
    ['cv.not-a-ratio', `${bench}[2].fields.cells.cv`, 'action: [0.5, 20]', 'action: [-0.5, 20]'],
    ['unit.not-valid', `${bench}[2].fields.cells.unit`, 'unit: 10*6/mL', 'unit: cells'],
    // comparisons
    ['tag.unknown', `${grow}.capture.tag`, 'tag: ph', 'tag: acidity'],
    ['unit.not-compatible', `${grow}.unit`, "unit: '[pH]'", 'unit: Cel'],
    ['limits.not-nested', `${grow}.alert`, 'alert: [-0.1, 0.1]', 'alert: [-0.3, 0.1]'],
    ['limits.too-fine', `${grow}.alert[1]`, 'alert: [-0.1, 0.1]', 'alert: [-0.1, 0.111]'],
    ['duration.zero', `${grow}.capture.window`, 'window: PT1M', 'window: PT0S'],
    // labels
    ['label.unknown-name', `${bench}[6].labels[0].lines[1]`, '{patient}', '{name}'],
    ['label.unknown-name', `${bench}[6].labels[0].lines[1]`, '{patient}', '{patient'],
    [
      'id.duplicate',
      `${bench}[6].labels[1].id`,
      '{ id: bag, title: Bag',
      '{ id: bag, title: x, copies: 1, lines: [x] }\n              - { id: bag, title: Bag',
    ],
    ['schema.minimum', `${bench}[6].labels[0].copies`, 'copies: 2', 'copies: 0'],
    // lists
    ['id.duplicate', `${bench}[0].checks[1].id`, 'id: clean', 'id: empty'],
    ['id.duplicate', `${bench}[1].materials[1].id`, 'id: wipes', 'id: medium'],
    ['schema.required', `${bench}[1].materials[0]`, 'title: Medium, critical: true', 'title: Medium'],
    // curves
    ['curve.order', `${freeze}.fields.later.at`, 'at: PT10M', 'at: PT0S'],
    ['curve.unit', `${freeze}.fields.later.unit`, 'id: curve » title: 10 min, unit: Cel', 'title: 10 min, unit: mL'],
  ])('%s at %s', (code, path, right, wrong) => {
    const { source, line } = changed(right, wrong);
    const all = findings(source);
    const found = all.find((finding) => finding.code === code && finding.path === path);
    expect({ found: found !== undefined, all }).toMatchObject({ found: true });
    expect(found).toMatchObject({ severity: 'error', message: expect.stringMatching(/./) });
    expect(found!.line).toBeGreaterThanOrEqual(line);
    expect(found!.line).toBeLessThanOrEqual(line + wrong.split('\n').length);
  });

  it.each([
    ['unit-class.missing', `${grow}.capture`, 'unitClass: closed-bioreactor', '# by hand', '{ tag: ph, '],
    ['schema.dependent-required', grow, 'id: ph-check » onBreach: continue', '# no rule', 'id: ph-check'],
  ])('%s at %s, away from the change', (code, path, right, wrong, place) => {
    const { source } = changed(right, wrong);
    const line = source.slice(0, source.indexOf(place)).split('\n').length;
    expect(findings(source)).toEqual([expect.objectContaining({ code, path, line })]);
  });

  it('refuses a label id that two label phases share, since both would print the same code', () => {
    const second = `          - { id: again, kind: label, title: x, instruction: x, labels: [{ id: bag, title: x, copies: 1, lines: [x] }], sign: [performed, verified] }\n  - unitProcedure: culture`;
    expect(
      findings(text.replace('  - unitProcedure: culture', second)).map(({ code, path }) => ({ code, path })),
    ).toEqual([{ code: 'id.duplicate', path: `${bench}[7].labels[0].id` }]);
  });

  it('keeps a difference of two Cel out of formulas, where it would convert as a temperature', () => {
    const calculation = `          - { id: apart, kind: calculation, title: x, instruction: x, formula: ph-check.offset, unit: '[pH]', rounding: { decimals: 2, mode: half-even }, criticality: info, sign: [performed] }\n  - unitProcedure: finish`;
    const ph = text.replace('  - unitProcedure: finish', calculation);
    expect(findings(ph)).toEqual([]);
    const warm = ph
      .replace('capture: { tag: ph,', 'capture: { tag: temperature,')
      .replace(/unit: '\[pH\]'\n/, 'unit: Cel\n');
    expect(findings(warm).map(({ code }) => code)).toEqual(['formula.not-a-number']);
  });
});
