import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compareDecimals, type Quantity } from '../../../kernel/quantity.js';
import { CAR_T_VALUES } from '../../../../test/support/car-t-values.js';
import { parseUnitClasses, seconds, type Range } from '../../unit-classes/domain/index.js';
import { parseExpression, references } from './expression.js';
import { calculate } from './formula.js';
import { parseRecipe } from './parse-recipe.js';
import type { Field, Judged, MeasuredField, Phase, PhaseKind } from './phase.js';
import { elementsOf } from './flow.js';
import { phasesOf, unitProceduresOf } from './recipe.js';

const text = readFileSync('recipes/car-t-cd19.yaml', 'utf8');
const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses = 'unitClasses' in shipped ? shipped.unitClasses : [];
const parsed = parseRecipe(text, unitClasses);
const recipe = 'recipe' in parsed ? parsed.recipe : undefined;
const placed = recipe ? phasesOf(recipe) : [];
const phases = placed.map(({ phase }) => phase);
const ofKind = <K extends PhaseKind>(kind: K) =>
  phases.filter((phase): phase is Extract<Phase, { kind: K }> => phase.kind === kind);

/** Number of the stage in the reference process that an operation's title starts with. */
const unitProcedures = recipe ? unitProceduresOf(recipe) : [];
const stages = unitProcedures.flatMap(({ operations }) =>
  elementsOf(operations).map(({ title, phases: of }) => ({
    stage: Number(/^(\d+) · /.exec(title)?.[1]),
    phases: elementsOf(of),
  })),
);
const stage = (number: number): Phase[] => stages.filter((one) => one.stage === number).flatMap((one) => one.phases);

describe('recipes/car-t-cd19.yaml', () => {
  it('has no findings', () => {
    expect('findings' in parsed ? parsed.findings : []).toEqual([]);
  });

  it('goes by hand, through one closed unit, and by hand again', () => {
    expect(unitProcedures.map(({ unitProcedure, unitClass }) => [unitProcedure, unitClass])).toEqual([
      ['reception', null],
      ['culture', 'closed-bioreactor'],
      ['finish', null],
    ]);
  });

  it('has all fifteen stages in their order, and nothing outside of them', () => {
    const order = stages.map((one) => one.stage);
    expect([...new Set(order)]).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it.each<[stage: number, what: string, phases: string[]]>([
    [1, 'receipt', ['received-identity', 'apheresis', 'apheresis-count', 'apheresis-cells']],
    [2, 'storage and thaw', ['store', 'clearance', 'unit-identity', 'kit', 'thaw', 'thawed-count']],
    [3, 'wash', ['wash', 'washed', 'wash-recovery']],
    [4, 'selection', ['bead-volume', 'labelling', 'select', 'selected']],
    [5, 'activation', ['media', 'start-count', 'activate']],
    [6, 'transduction', ['vector-lot', 'vector', 'vector-volume', 'add-vector', 'transduce']],
    [7, 'vector wash-out', ['wash-out', 'washed-out']],
    [8, 'expansion', ['expand-1', 'day-5', 'day-5-sample', 'expand-2', 'day-5-results', 'ph-check', 'expand-3']],
    [9, 'harvest decision', ['day-10', 'car-total', 'car-doses', 'forecast', 'harvest-decision']],
    [10, 'harvest and wash', ['harvest-wash', 'harvested', 'harvest-recovery']],
    [11, 'formulation', ['dose-volume', 'formulate', 'dmso']],
    [12, 'fill and label', ['finish-clearance', 'final-identity', 'fill', 'fill-difference', 'labels']],
    [13, 'cryopreservation', ['freeze', 'put-away']],
    [14, 'release', ['release-results', 'batch-review', 'disposition']],
    [15, 'shipment', ['pick', 'pack', 'ship']],
  ])('shows stage %i, %s', (number, _, expected) => {
    const ids = stage(number).map(({ id }) => id);
    expect(ids.filter((id) => expected.includes(id))).toEqual(expected);
  });

  it('uses every kind of phase, and stays short enough to walk', () => {
    expect(new Set(phases.map(({ kind }) => kind)).size).toBe(15);
    expect(phases.length).toBeLessThanOrEqual(70);
  });

  it('runs about ten days', () => {
    const programs = ofKind('program').map(({ set }) => set.find(({ name }) => name === 'duration')!.value!);
    expect(programs.every(({ unit }) => unit === 'h')).toBe(true);
    const hours = programs.reduce((sum, { value }) => sum + Number(value), 0);
    const waits = ofKind('wait').reduce((sum, phase) => sum + seconds(phase.for), 0);
    expect((hours + waits / 3600) / 24).toBeGreaterThan(10);
    expect((hours + waits / 3600) / 24).toBeLessThan(11);
  });

  it('watches temperature and CO2 as critical in every culture, and that nothing moves while the vector binds', () => {
    const watched = (id: string) => {
      const program = ofKind('program').find((phase) => phase.id === id)!;
      return program.monitor.filter(({ criticality }) => criticality === 'CPP').map(({ tag }) => tag);
    };
    for (const id of ['activate', 'transduce', 'expand-1', 'expand-2', 'expand-3'])
      expect(watched(id)).toEqual(expect.arrayContaining(['temperature', 'co2']));
    expect(watched('transduce')).toContain('agitation');
    expect(watched('expand-1')).toContain('ph');
  });

  it('holds its windows: thaw, vector, stillness, harvest, DMSO over the change of place, and the put-away', () => {
    const edges = Object.fromEntries(
      recipe!.windows.map(({ id, from, to, min, max }) => [
        id,
        `${from.phase}.${from.edge} ${to.phase}.${to.edge} ${min ?? max}`,
      ]),
    );
    expect(edges).toMatchObject({
      'thaw-to-dilute': 'thaw.start thaw.end PT10M',
      'vector-use': 'vector.start add-vector.end PT60M',
      'no-shake': 'transduce.start wash-out.start PT24H',
      'harvest-to-formulation': 'harvest-wash.end dmso.start PT4H',
      'dmso-contact': 'dmso.start freeze.start PT30M',
      transfer: 'freeze.end put-away.start PT2M',
    });
  });

  it('21 CFR 211.125, 211.130: labels two dose bags, a retain and the QC vials after a cleared line', () => {
    const [labels] = ofKind('label');
    expect(labels?.labels.map(({ id, copies }) => [id, copies])).toEqual([
      ['dose', 2],
      ['retain', 1],
      ['qc-vial', 2],
    ]);
    const ids = stage(12).map(({ kind }) => kind);
    expect(ids.indexOf('clearance')).toBeLessThan(ids.indexOf('label'));
  });

  it('judges every release result: none is a word that nobody holds against a limit', () => {
    const [results] = ofKind('result').filter(({ id }) => id === 'release-results');
    const open = results!.fields.filter((field) => field.type !== 'number' || field.action === undefined);
    expect(open.map(({ id }) => id)).toEqual([]);
  });

  it('says of every value whether it is published or a demo default, and names each source that it cites', () => {
    const bare = text
      .split('\n')
      .map((line, index) => ({ line, number: index + 1 }))
      .filter(({ line }) => VALUE.test(line) && !/# .*(?:\[p\d+\]|demo default)/.test(line));
    expect(bare).toEqual([]);
    const listed = new Set(text.split('\nrecipe:')[0]!.match(/\bp\d+\b/g));
    const cited = [...text.matchAll(/\[(p\d+)\]/g)].map(([, source]) => source!);
    expect(cited.filter((source) => !listed.has(source))).toEqual([]);
    expect([...listed].filter((source) => !cited.includes(source))).toEqual([]);
  });
  it('asks a supervisor where a value that a formula divides by is nought, and the formula could not start', () => {
    const nothing = (name: string): string => {
      const [of, field] = name.split('.') as [string, string];
      const phase = phases.find(({ id }) => id === of)!;
      const limits = fieldsOf(phase).find(({ id }) => id === field) ?? phase;
      return 'action' in limits && limits.onBreach !== 'continue' ? judged('0', limits) : 'continues';
    };
    const divisors = ofKind('calculation').flatMap(({ formula }) => {
      const [, below = ''] = formula.split(/ \/ (?!3\b)/);
      return below.match(/[a-z0-9-]+\.[a-z0-9-]+/g) ?? [];
    });
    const measured = divisors.filter((name) => !name.startsWith('parameters.'));
    expect(measured).toEqual(
      expect.arrayContaining(['thawed-count.cells', 'thaw.volume', 'day-10.vcd', 'vector.titre']),
    );
    expect(measured.filter((name) => nothing(name) !== 'action')).toEqual([]);
  });
});

/** A line that sets or limits something. What is under `demo:` says so by its name. */
const VALUE =
  /^ +(?:- )?(?:target|range|alert|action|cv|at|delay|max|min|for|within|replicates|recounts|capture|temperature|co2|agitation|cycles|duration): (?!\{ type|$)/;

type Judgeable = (Field | MeasuredField) & { type: 'number' };
const ENTERED = new Set(['entry', 'measure', 'result']);
const fieldsOf = (phase: Phase): (Field | MeasuredField)[] =>
  phase.kind === 'entry' || phase.kind === 'measure' || phase.kind === 'result' ? phase.fields : [];

/** A value inside its alert limits, or outside which of them. */
function judged(value: string, { alert, action }: Pick<Judged, 'alert' | 'action'>): string {
  const within = (range: Range | undefined): boolean =>
    range === undefined ||
    ((range.low === null || compareDecimals(value, range.low) >= 0) &&
      (range.high === null || compareDecimals(value, range.high) <= 0));
  return within(action) ? (within(alert) ? 'within' : 'alert') : 'action';
}

describe('a plausible batch of it', () => {
  const known: Record<string, Quantity | boolean> = {};
  for (const parameter of recipe?.parameters ?? [])
    if (parameter.source === 'constant')
      known[`parameters.${parameter.id}`] = { value: parameter.target, unit: parameter.unit };
  for (const phase of phases) {
    for (const field of fieldsOf(phase)) {
      const typed = CAR_T_VALUES[`${phase.id}.${field.id}`];
      if (typed === undefined || field.type === 'text' || field.type === 'choice') continue;
      if (field.type === 'boolean') known[`${phase.id}.${field.id}`] = typed === 'true';
      else known[`${phase.id}.${field.id}`] = { value: meanOf(typed, field.decimals), unit: field.unit };
    }
  }

  it('types every value that the recipe asks a person for, each within its limits', () => {
    const asked = phases
      .filter(({ kind }) => ENTERED.has(kind))
      .flatMap((phase) => fieldsOf(phase).map((field) => ({ phase, field })));
    const open = asked.filter(({ field }) => !(field.type === 'number' && 'capture' in field));
    const names = [...open.map(({ phase, field }) => `${phase.id}.${field.id}`), 'ph-check.at-line'];
    expect(Object.keys(CAR_T_VALUES).toSorted()).toEqual(names.toSorted());
    const numbers = open.filter((one): one is { phase: Phase; field: Judgeable } => one.field.type === 'number');
    const verdicts = numbers.map(({ phase, field }) => {
      const { value } = known[`${phase.id}.${field.id}`] as Quantity;
      return `${phase.id}.${field.id} ${value}: ${judged(value, field)}`;
    });
    expect(verdicts.filter((verdict) => !verdict.endsWith(': within'))).toEqual([]);
  });

  it('211.68(b): gives every formula its known answer, within its limits', () => {
    const answers: Record<string, string> = {};
    for (const phase of ofKind('calculation')) {
      const expression = parseExpression(phase.formula);
      const names = 'expression' in expression ? references(expression.expression) : [];
      expect(names.filter((name) => !(name in known))).toEqual([]);
      const result = calculate(phase, known);
      known[`${phase.id}.result`] = result;
      answers[phase.id] = `${result.value} ${result.unit}: ${judged(result.value, phase)}`;
    }
    // worked out by hand from the values above
    expect(answers).toEqual({
      'apheresis-cells': '7242 10*6: within',
      'wash-recovery': '87.5 %: within',
      'bead-volume': '10.5 mL: within',
      'vector-volume': '4.00 mL: within',
      'car-total': '840 10*6: within',
      'car-doses': '6.00 1: within',
      forecast: '980 10*6: within',
      'harvest-recovery': '83.3 %: within',
      'dose-volume': '14.0 mL: within',
      'fill-difference': '0.4 %: within',
      'dose-filled': '100.0 %: within',
    });
  });
});

function meanOf(typed: string | string[], decimals: number): string {
  const counts = [typed].flat();
  return (counts.reduce((sum, count) => sum + Number(count), 0) / counts.length).toFixed(decimals);
}
