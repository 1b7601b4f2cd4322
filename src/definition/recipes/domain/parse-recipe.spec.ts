import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { changedText, foundAt } from '../../../../test/support/changed-text.js';
import { parseUnitClasses, type Finding, type UnitClass } from '../../unit-classes/domain/index.js';
import { parseRecipe, recipeHash } from './parse-recipe.js';
import { phasesOf, type MasterRecipe } from './recipe.js';

const demo = readFileSync('recipes/car-t-demo.yaml', 'utf8');
const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses: UnitClass[] = 'unitClasses' in shipped ? shipped.unitClasses : [];

const parsed = (text: string): MasterRecipe => {
  const result = parseRecipe(text, unitClasses);
  if ('findings' in result) throw new Error(JSON.stringify(result.findings));
  return result.recipe;
};
const findings = (text: string): Finding[] => {
  const result = parseRecipe(text, unitClasses);
  return 'findings' in result ? result.findings : [];
};
/** The demo with one text changed, and the line of the change. */
const changed = (right: string, wrong: string): { text: string; line: number } => changedText(demo, right, wrong);

describe('the demo recipe', () => {
  const recipe = parsed(demo);

  it('is clean, and has twelve phases in forced order', () => {
    expect(phasesOf(recipe).map(({ phase }) => `${phase.id}: ${phase.kind}`)).toEqual([
      'identity: scan',
      'prepare: instruction',
      'seeding: entry',
      'vector: entry',
      'vector-volume: calculation',
      'add-vector: instruction',
      'warm-up: program',
      'expansion: program',
      'count: entry',
      'harvest-decision: decision',
      'harvest: entry',
      'final-check: review',
    ]);
  });

  it('has every default resolved', () => {
    const warmUp = phasesOf(recipe).find(({ phase }) => phase.id === 'warm-up')?.phase;
    expect(warmUp).toMatchObject({
      sign: [{ meaning: 'performed', role: 'operator' }],
      set: expect.arrayContaining([
        { name: 'temperature', target: 'parameter', value: { value: '37.0', unit: 'Cel' } },
      ]),
      monitor: [{ tag: 'temperature', staleAfter: 'PT30S', action: { low: '36', high: '38' }, onBreach: 'continue' }],
      until: { ends: 'program' },
    });
    expect(recipe.windows[0]).toMatchObject({
      from: { phase: 'vector', edge: 'start' },
      to: { phase: 'add-vector', edge: 'end' },
    });
    expect(recipe.unitClasses.map(({ code }) => code)).toEqual(['closed-bioreactor']);
  });

  it('211.188(a): freezes as what its hash covers, whatever its comments and layout', () => {
    const reformatted = `# another comment\n${demo.replaceAll('title: Expand\n', 'title:    "Expand"\n')}`;
    expect(recipeHash(recipe)).toBe(recipeHash(parsed(reformatted)));
    expect(recipeHash(recipe)).not.toBe(recipeHash(parsed(demo.replace('[36.0, 38.0]', '[36.0, 37.9]'))));
    const [unitClass] = unitClasses;
    const other = parseRecipe(demo, [{ ...unitClass!, title: 'Another definition' }]);
    expect('recipe' in other && recipeHash(other.recipe)).not.toBe(recipeHash(recipe));
  });

  it('may let one value alone pass', () => {
    const { text } = changed('viability: » alert: [80, 100]', 'alert: [90, 90]');
    expect(phasesOf(parsed(text)).find(({ phase }) => phase.id === 'seeding')?.phase).toMatchObject({
      fields: expect.arrayContaining([expect.objectContaining({ id: 'viability', alert: { low: '90', high: '90' } })]),
    });
  });

  it('is the same when the program ends after a stated time', () => {
    const { text } = changed(
      '            program: Warm-up',
      '            until: { after: P7D }\n            program: Warm-up',
    );
    expect(phasesOf(parsed(text))[6]?.phase).toMatchObject({ until: { ends: 'after', after: 'P7D' } });
  });
});

const seeding = 'procedure[0].operations[1].phases[0]';
const volume = 'procedure[0].operations[1].phases[2]';
const warmUp = 'procedure[0].operations[2].phases[0]';
const count = 'procedure[0].operations[3].phases[0]';
const expansion = 'procedure[0].operations[2].phases[1]';
const decision = 'procedure[0].operations[3].phases[1]';
describe('a recipe that is wrong names code, path and line', () => {
  it.each<[code: string, path: string, right: string, wrong: string]>([
    // the schema
    ['schema.required', '', 'product: CT19-A', ''],
    ['schema.unknown-key', 'colour', 'label: demo', 'colour: demo'],
    ['schema.unknown-key', `${warmUp}.every`, 'program: Warm-up', 'every: PT1H\n            program: Warm-up'],
    ['schema.unknown-key', `${expansion}.monitor[1].during`, '- tag: co2', '- during: x\n                tag: co2'],
    ['schema.enum', 'parameters.moi.source', 'moi: { title', 'moi: { source: order, title'],
    ['schema.discriminator', `${volume}.kind`, 'id: vector-volume » kind: calculation', 'kind: estimate'],
    ['schema.discriminator', `${seeding}.fields.viability.type`, 'viability: » type: number', 'type: date'],
    ['schema.type', 'title', 'title: Autologous', 'title: [x] # Autologous'],
    ['schema.enum', `${warmUp}.monitor[0].onBreach`, 'id: warm-up » onBreach: continue', 'onBreach: panic'],
    ['schema.enum', 'procedure[0].operations[3].phases[3].sign[0]', 'sign: [reviewed]', 'sign: [reviewed by nobody]'],
    [
      'schema.enum',
      'procedure[0].operations[0].phases[0].sign[0]',
      'sign: [performed, verified]',
      'sign: [performed by qa-reviewer]',
    ],
    ['schema.min-items', 'procedure[0].operations[3].phases[3].sign', 'sign: [reviewed]', 'sign: []'],
    ['schema.pattern', `${warmUp}.monitor[0].delay`, 'delay: PT10S', 'delay: 10s'],
    ['schema.pattern', 'windows[0].from', 'from: vector.start', 'from: vector.middle'],
    ['schema.name', 'parameters.Moi', 'moi: { title', 'Moi: { title'],
    ['schema.name', `${seeding}.fields.__proto__`, 'viability:', '__proto__:'],
    ['schema.maximum', `${volume}.rounding.decimals`, 'rounding: { decimals: 2', 'rounding: { decimals: 99'],
    // names
    ['unit-class.unknown', 'procedure[0].unitClass', 'unitClass: closed-bioreactor', 'unitClass: open-bucket'],
    ['tag.unknown', `${warmUp}.monitor[0].tag`, 'tag: temperature', 'tag: warmth'],
    ['tag.unknown', `${count}.fields.glucose.capture.tag`, 'tag: glucose', 'tag: sugar'],
    ['tag.not-a-number', `${warmUp}.monitor[0].tag`, 'tag: temperature', 'tag: door-open'],
    ['program.unknown', `${warmUp}.program`, 'program: Warm-up', 'program: Cool-down'],
    ['set.unknown', `${warmUp}.set.perfusion`, '{ temperature: 37.0 Cel', '{ perfusion: 1 mL/h, temperature: 37.0 Cel'],
    ['set.outside-range', `${warmUp}.set.temperature`, '{ temperature: 37.0 Cel', '{ temperature: 50 Cel'],
    ['quantity.not-valid', `${warmUp}.set.temperature`, '{ temperature: 37.0 Cel', '{ temperature: 37.0 C°'],
    ['unit.not-compatible', `${warmUp}.set.temperature`, '{ temperature: 37.0 Cel', '{ temperature: 37.0 g'],
    ['id.duplicate', 'procedure[0].operations[0].phases[1].id', 'id: prepare', 'id: identity'],
    ['id.duplicate', `${expansion}.monitor[1].tag`, 'tag: co2', 'tag: temperature'],
    ['id.duplicate', 'procedure[0].operations[1].operation', 'operation: seeding', 'operation: receipt'],
    ['id.duplicate', `${decision}.options[1].id`, '{ id: stop', '{ id: harvest'],
    ['id.reserved', 'procedure[0].operations[0].phases[1].id', 'id: prepare', 'id: parameters'],
    // units, limits, lengths
    ['unit.not-valid', `${seeding}.fields.volume.unit`, 'title: Seeding volume » unit: mL', 'unit: cc'],
    ['unit.not-compatible', `${warmUp}.monitor[0].unit`, 'tag: temperature » unit: Cel', 'unit: g'],
    ['unit.not-compatible', `${count}.fields.glucose.unit`, 'title: Glucose » unit: g/L', 'unit: Cel'],
    ['range.order', `${warmUp}.monitor[0].alert`, 'alert: [36.5, 37.5]', 'alert: [37.5, 36.5]'],
    ['range.open', `${seeding}.fields.viability.alert`, 'viability: » alert: [80, 100]', 'alert: [null, null]'],
    ['limits.not-nested', `${warmUp}.monitor[0].alert`, 'alert: [36.5, 37.5]', 'alert: [35.5, 37.5]'],
    ['limits.not-nested', `${warmUp}.monitor[0].action`, 'action: [36.0, 38.0]', 'action: [36.0, 68.0]'],
    ['limits.too-fine', `${volume}.alert[0]`, 'alert: [2, 10]', 'alert: [2.005, 10]'],
    ['parameter.outside-range', 'parameters.moi.target', 'target: 5', 'target: 50'],
    [
      'duration.zero',
      `${warmUp}.monitor[0].staleAfter`,
      'delay: PT10S',
      'staleAfter: PT0S\n                delay: PT10S',
    ],
    ['demo.too-short', `${expansion}.monitor[2].demo.delay`, 'demo: { delay: PT60S }', 'demo: { delay: PT59S }'],
    ['demo.too-short', 'windows[0].demo.max', 'demo: { max: PT10M, alert: PT8M }', 'demo: { max: PT10S, alert: PT8S }'],
    // signatures, decisions, windows
    ['sign.verifier-missing', `${seeding}.sign`, 'id: seeding » sign: [performed, verified]', 'sign: [performed]'],
    [
      'sign.order',
      'procedure[0].operations[0].phases[0].sign[0]',
      'sign: [performed, verified]',
      'sign: [verified, performed]',
    ],
    ['decision.dead-end', `${decision}.options`, 'then: continue', 'then: stop'],
    ['window.unknown-phase', 'windows[0].from', 'from: vector.start', 'from: virus.start'],
    ['window.order', 'windows[0].to', 'to: add-vector.end', 'to: seeding.end'],
    ['window.lengths', 'windows[0].alert', 'alert: PT45M', 'alert: PT60M'],
    ['window.lengths', 'windows[0].min', 'max: PT60M', 'max: PT60M\n    min: PT61M'],
    ['window.lengths', 'windows[0].demo.alert', 'alert: PT8M', 'alert: PT10M'],
    [
      'window.no-length',
      'windows[0]',
      'windows:',
      'windows:\n  - { id: x, title: x, from: seeding.end, to: count.end, onBreach: stop, criticality: info }',
    ],
    // formulas
    ['formula.syntax', `${volume}.formula`, 'formula: parameters.moi', 'formula: parameters.moi.constructor'],
    ['formula.unknown-reference', `${volume}.formula`, 'formula: parameters.moi', 'formula: parameters.mood'],
    ['formula.later-reference', `${volume}.formula`, '/ vector.titre', '/ count.vcd'],
    ['formula.not-a-number', `${volume}.formula`, '/ vector.titre', '/ vector.lot'],
    ['formula.cycle', `${volume}.formula`, '/ vector.titre', '/ vector.titre + vector-volume.result'],
    ['formula.type', `${volume}.formula`, '/ vector.titre', '/ vector.intact'],
    ['formula.not-a-quantity', `${volume}.formula`, '/ vector.titre', '> 1'],
    ['formula.units-differ', `${volume}.formula`, '/ vector.titre', '+ vector.titre'],
    ['formula.unit-has-no-arithmetic', `${volume}.formula`, '/ vector.titre', '* 37.0 Cel'],
    ['formula.unit', `${volume}.formula`, '/ vector.titre', '* 1 h / vector.titre'],
    // the text itself
    ['yaml.duplicate-key', 'label', 'label: demo', 'label: demo\nlabel: demo'],
    ['yaml.duplicate-key', 'parameters.moi.unit', 'moi: { title', 'moi: { unit: "1", title'],
    ['yaml.alias', 'label', 'label: demo', 'label: &x demo'],
    ['yaml.tag', 'label', 'label: demo', 'label: !!str demo'],
    ['yaml.number', 'parameters.moi.target', 'target: 5', 'target: 5.0000000000000000001'],
    ['yaml.number', 'parameters.moi.target', 'target: 5', 'target: .inf'],
    ['yaml.key', '', 'label: demo', '1: demo'],
    ['yaml.syntax', '', 'label: demo', 'label: [demo'],
    ['yaml.syntax', '', 'label: demo', '\tlabel: demo'],
    ['yaml.syntax', '', 'label: demo', '}'],
  ])('%s at %s', (code, path, right, wrong) => {
    const { text, line } = changed(right, wrong);
    const found = foundAt(findings(text), code, path);
    const [first, last] = [line, line + wrong.split('\n').length];
    if (path !== '') expect(found.some((finding) => finding.line >= first && finding.line <= last)).toBe(true);
    const quoted = text.split('\n')[found[0]!.line - 1]!;
    expect(found[0]!.column).toBeLessThanOrEqual(quoted.length + 1);
  });

  it('points at the very value, line and column', () => {
    const { text, line } = changed('target: 5', 'target: 50');
    const column = text.split('\n')[line - 1]!.indexOf('50') + 1;
    expect(findings(text)).toEqual([
      {
        code: 'parameter.outside-range',
        path: 'parameters.moi.target',
        line,
        column,
        severity: 'error',
        message: '50 is outside its range',
      },
    ]);
  });

  it('points at the owner of what is missing', () => {
    const { text } = changed('viability: » onBreach: supervisor', '# no rule');
    const [found] = findings(text);
    expect(found).toMatchObject({ code: 'schema.dependent-required', path: `${seeding}.fields.viability` });
    expect(text.split('\n')[found!.line - 1]).toMatch(/^ +viability:$/);
  });

  it('tells all faults at once, and both of two formulas in a circle', () => {
    const second = `          - { id: back, kind: calculation, title: x, instruction: x, formula: vector-volume.result, unit: mL, rounding: { decimals: 1, mode: up }, criticality: info, sign: [performed] }\n\n          - id: add-vector`;
    const text = demo
      .replace('/ vector.titre', '/ vector.titre + back.result')
      .replace('          - id: add-vector', second);
    expect(findings(text).map(({ code }) => code)).toEqual(['formula.cycle', 'formula.cycle']);
    const two = demo.replace('target: 5', 'target: 50').replace('program: Warm-up', 'program: Cool-down');
    expect(findings(two).map(({ code }) => code)).toEqual(['parameter.outside-range', 'program.unknown']);
  });
});
