import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  bioreactor,
  calculation,
  entry,
  monitor,
  number,
  program,
  range,
  recipeOf,
  SIGNED,
  wait,
} from '../../../../../test/support/small-recipe.js';
import { isOutside, seconds, type Range } from '../../../unit-classes/domain/index.js';
import { phasesOf, type MasterRecipe, type PinnedVersion } from '../recipe.js';
import type { MeasurePhase, Phase, ProgramPhase, WaitPhase } from '../phase.js';
import { lintRecipe } from '../lint/index.js';
import { applyOverlay, parseOverlay, type Overlay } from './index.js';

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

const platform: PinnedVersion & { recipe: MasterRecipe } = {
  ...{ code: 'platform', version: 3, hash: 'f'.repeat(64) },
  recipe: recipeOf(
    [
      entry('seed', [number('volume', { unit: 'mL', action: range(50, null), criticality: 'IPC' })]),
      calculation('dose', 'parameters.moi * 2', { alert: range(11, 19), action: range(10, 20) }),
      count,
      program('grow', { monitor: [monitor({ delay: 'PT2M' })] }),
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

const read = (text: string): Overlay => {
  const parsed = parseOverlay(text);
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return parsed.overlay;
};
const head = (level = 'product', of = 'platform@3'): string =>
  `overlay: narrow\ntitle: Narrower\nlevel: ${level}\nof: ${of}\n`;
const apply = (text: string) => applyOverlay(platform, read(head() + text));
const made = (text: string): MasterRecipe => {
  const result = apply(text);
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return result.recipe;
};
const codes = (text: string): string[] => {
  const result = apply(text);
  return 'faults' in result ? result.faults.map(({ code, path }) => `${code} ${path.join('.')}`) : [];
};
const phase = <P extends Phase>(recipe: MasterRecipe, id: string): P =>
  phasesOf(recipe).find((placed) => placed.phase.id === id)!.phase as P;

describe('an overlay', () => {
  it('narrows what it names and leaves the rest as it is', () => {
    const recipe = made(`
parameters: { moi: { target: 6, range: [5, 8], action: [5, 7] } }
phases:
  grow: { monitor: { temperature: { alert: [36.8, 37.2], action: [36.2, 37.8], delay: PT1M } }, set: { temperature: 36.9 Cel } }
  count: { replicates: 3, cv: 8, fields: { cells: { action: [1.5, 9] } }, sign: [performed, verified, reviewed] }
  rest: { for: PT45M }
  dose: { action: [10.5, 19.5] }
windows: { fresh: { min: PT15M, max: PT2H, alert: PT90M } }
`);
    expect(recipe).toMatchObject({ recipe: 'narrow', title: 'Narrower', product: 'Test cells' });
    expect(recipe.madeFrom).toEqual([{ code: 'platform', version: 3, hash: 'f'.repeat(64) }]);
    expect(recipe.parameters[0]).toMatchObject({ target: '6', range: range(5, 8), action: range(5, 7) });
    expect(recipe.parameters[1]).toBe(platform.recipe.parameters[1]);
    expect(phase<ProgramPhase>(recipe, 'grow')).toMatchObject({
      monitor: [{ alert: range(36.8, 37.2), action: range(36.2, 37.8), delay: 'PT1M', criticality: 'CPP' }],
      set: [{ value: { value: '36.9', unit: 'Cel' } }],
    });
    expect(phase<MeasurePhase>(recipe, 'count')).toMatchObject({
      replicates: 3,
      fields: [{ cv: '8', alert: range(2, 8), action: range(1.5, 9) }],
      sign: [...SIGNED, { meaning: 'reviewed', role: 'qa-reviewer' }],
    });
    expect(phase<WaitPhase>(recipe, 'rest').for).toBe('PT45M');
    expect(recipe.windows[0]).toMatchObject({ min: 'PT15M', max: 'PT2H', alert: 'PT90M', criticality: 'CPP' });
    expect(lintRecipe(recipe)).toEqual([]);
    expect(phase(recipe, 'seed')).toBe(phase(platform.recipe, 'seed'));
  });

  it.each([
    ['parameters: { moi: { range: [4, 10] } }', 'overlay.widens parameters.moi.range'],
    ['parameters: { moi: { range: [5, null] } }', 'overlay.widens parameters.moi.range'],
    ['parameters: { moi: { target: 11 } }', 'overlay.target-outside parameters.moi.target'],
    ['parameters: { moi: { range: [6, 10] } }', 'overlay.target-outside parameters.moi.range'],
    ['parameters: { moi: { action: [4, 9] } }', 'overlay.not-nested parameters.moi.action'],
    [
      'phases: { seed: { fields: { volume: { action: [null, 60] } } } }',
      'overlay.widens phases.seed.fields.volume.action',
    ],
    ['phases: { dose: { action: [9, 20] } }', 'overlay.widens phases.dose.action'],
    ['phases: { dose: { action: [12, 18] } }', 'overlay.not-nested phases.dose.action'],
    ['phases: { dose: { alert: [11, 20] } }', 'overlay.widens phases.dose.alert'],
    [
      'phases: { grow: { monitor: { temperature: { delay: PT3M } } } }',
      'overlay.widens phases.grow.monitor.temperature.delay',
    ],
    [
      'phases: { grow: { monitor: { temperature: { alert: [37.1, 37.4], action: [37.1, 37.5] } } } }',
      'overlay.widens phases.grow.monitor.temperature',
    ],
    ['phases: { grow: { set: { temperature: 41 Cel } } }', 'overlay.widens phases.grow.set.temperature'],
    ['phases: { grow: { set: { temperature: 35 Cel } } }', 'overlay.widens phases.grow.set.temperature'],
    ['phases: { grow: { set: { temperature: 37 g/L } } }', 'unit.not-compatible phases.grow.set.temperature'],
    ['phases: { count: { replicates: 3, sign: [performed] } }', 'overlay.widens phases.count.sign'],
    ['phases: { count: { sign: [performed by supervisor, verified] } }', 'overlay.widens phases.count.sign'],
    ['phases: { count: { cv: 10.5 } }', 'overlay.widens phases.count.cv'],
    ['phases: { count: { fields: { cells: { cv: 9.55 } } } }', 'limits.too-fine phases.count.fields.cells.cv'],
    [
      'phases: { count: { fields: { cells: { action: [1.05, 9] } } } }',
      'limits.too-fine phases.count.fields.cells.action',
    ],
    ['phases: { rest: { for: PT29M } }', 'overlay.widens phases.rest.for'],
    ['windows: { fresh: { max: PT5H } }', 'overlay.widens windows.fresh.max'],
    ['windows: { fresh: { min: PT5M } }', 'overlay.widens windows.fresh.min'],
    ['windows: { fresh: { alert: PT200M } }', 'overlay.widens windows.fresh.alert'],
    ['windows: { fresh: { max: PT2H } }', 'overlay.not-nested windows.fresh.max'],
    ['parameters: { mio: { target: 6 } }', 'overlay.unknown-target parameters.mio'],
    ['parameters: { weight: { target: 60 } }', 'overlay.unknown-target parameters.weight.target'],
    ['phases: { sow: { for: PT1H } }', 'overlay.unknown-target phases.sow'],
    ['phases: { seed: { for: PT1H } }', 'overlay.unknown-target phases.seed.for'],
    [
      'phases: { seed: { fields: { mass: { action: [60, null] } } } }',
      'overlay.unknown-target phases.seed.fields.mass',
    ],
    ['phases: { grow: { monitor: { ph: { delay: PT1S } } } }', 'overlay.unknown-target phases.grow.monitor.ph'],
    ['phases: { grow: { set: { co2: 5 % } } }', 'overlay.unknown-target phases.grow.set.co2'],
    ['windows: { stale: { max: PT1H } }', 'overlay.unknown-target windows.stale'],
  ])('%s is refused: %s', (text, fault) => {
    expect(codes(text)).toContain(fault);
  });

  it('may close a side that the parent leaves open, and say an alert where the parent has none', () => {
    const recipe = made('phases: { seed: { fields: { volume: { action: [50, 100], alert: [60, 90] } } } }');
    expect(phase(recipe, 'seed')).toMatchObject({ fields: [{ action: range(50, 100), alert: range(60, 90) }] });
  });

  it('does not take what every object has for what it states', () => {
    const odd = recipeOf([entry('constructor', [number('valueof', { action: range(1, 2) })])]);
    const parent = { ...platform, recipe: odd };
    expect(applyOverlay(parent, read(head()))).toMatchObject({ recipe: { procedure: odd.procedure } });
  });

  it('is of one version of its parent, and a product never of an overlay', () => {
    const of = (text: string, parent = platform) => {
      const result = applyOverlay(parent, read(text));
      return 'faults' in result ? result.faults.map(({ code }) => code) : [];
    };
    expect(of(head('product', 'platform@2'))).toEqual(['overlay.not-of']);
    expect(of(head('site', 'other@3'))).toEqual(['overlay.not-of']);
    expect(of(head('product'), { ...platform, recipe: made('') })).toEqual(['overlay.level']);
  });

  it('pins every version that it stands on, the general one first', () => {
    const product = { code: 'narrow', version: 1, hash: 'a'.repeat(64), recipe: made('') };
    const site = applyOverlay(product, read('overlay: here\ntitle: Here\nlevel: site\nof: narrow@1\n'));
    expect(site).toMatchObject({
      recipe: {
        recipe: 'here',
        madeFrom: [
          { code: 'platform', version: 3 },
          { code: 'narrow', version: 1 },
        ],
      },
    });
  });

  it('has its own schema, and its faults their lines', () => {
    const parsed = parseOverlay(`${head()}phases: { rest: { fore: PT1H } }\n`);
    expect(parsed).toMatchObject({ findings: [{ code: 'schema.unknown-key', path: 'phases.rest.fore', line: 5 }] });
    expect(parseOverlay(`${head()}phases: { grow: { set: { temperature: hot } } }\n`)).toMatchObject({
      findings: [{ code: 'quantity.not-valid' }],
    });
    expect(parseOverlay(`${head()}parameters: { moi: { range: [9, 5] } }\n`)).toMatchObject({
      findings: [{ code: 'range.order' }],
    });
    const fine = parseOverlay(`${head()}phases:\n  rest: { for: PT1M }\n`);
    if ('findings' in fine) throw new Error('refused');
    const result = applyOverlay(platform, fine.overlay);
    expect('faults' in result && fine.lines(result.faults)).toMatchObject([
      { code: 'overlay.widens', line: 6, column: 16 },
    ]);
  });
});

// Overlays at random around the parent's own values, most of them just inside, some just outside.
const near = (value: number, inward: 1 | -1) =>
  fc.constantFrom(0, 1, 2, 0, 1, -1).map((steps) => Math.round((value + steps * inward * 0.2) * 10) / 10);
const open = (value: fc.Arbitrary<number>) => fc.option(value, { freq: 20 });
const span = (low: number, high: number) =>
  fc
    .tuple(open(near(low, 1)), open(near(high, -1)))
    .filter(([from, to]) => (from ?? to) !== null && (from === null || to === null || from < to));
const minutes = (around: number, inward: 1 | -1) =>
  fc.constantFrom(0, 1, 2, 3, -1).map((steps) => `PT${Math.max(1, around + steps * inward)}M`);
const limits = (alert: [number, number], action: [number, number]) =>
  fc
    .record({ alert: span(...alert), action: span(...action) }, { requiredKeys: [] })
    .filter((is) => 'alert' in is || 'action' in is);
const at = <T>(of: fc.Arbitrary<T>, ...path: string[]) =>
  of.map((value) => path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object);

const change = fc.oneof(
  at(near(5, 1), 'parameters', 'moi', 'target'),
  at(span(5, 10), 'parameters', 'moi', 'range'),
  at(limits([5.2, 9.8], [5, 10]), 'parameters', 'moi'),
  at(span(20, 200), 'parameters', 'weight', 'range'),
  at(limits([52, 60], [50, 70]), 'phases', 'seed', 'fields', 'volume'),
  at(limits([11, 19], [10, 20]), 'phases', 'dose'),
  at(fc.integer({ min: 2, max: 4 }), 'phases', 'count', 'replicates'),
  at(near(10, -1), 'phases', 'count', 'cv'),
  at(near(9, -1), 'phases', 'count', 'fields', 'cells', 'cv'),
  at(limits([2, 8], [1, 10]), 'phases', 'count', 'fields', 'cells'),
  at(
    fc.constantFrom(['performed'], ['performed', 'verified'], ['performed', 'verified', 'reviewed']),
    'phases',
    'count',
    'sign',
  ),
  at(
    near(37, 1).map((value) => `${value} Cel`),
    'phases',
    'grow',
    'set',
    'temperature',
  ),
  at(limits([36.5, 37.5], [36, 38]), 'phases', 'grow', 'monitor', 'temperature'),
  at(minutes(2, -1), 'phases', 'grow', 'monitor', 'temperature', 'delay'),
  at(minutes(30, 1), 'phases', 'rest', 'for'),
  at(minutes(10, 1), 'windows', 'fresh', 'min'),
  at(minutes(240, -1), 'windows', 'fresh', 'max'),
  at(minutes(180, -1), 'windows', 'fresh', 'alert'),
);
const merged = (one: unknown, other: unknown): unknown => {
  const maps = [one, other].every((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
  if (!maps) return other;
  const [into, from] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return Object.entries(from).reduce((all, [key, value]) => ({ ...all, [key]: merged(all[key], value) }), into);
};
const changes = fc
  .array(change, { maxLength: 4 })
  .map((list) => list.reduce<object>((all, one) => merged(all, one) as object, {}));

/** Every number by which a value of the recipe is held, as `[low, high]`; said here once more, apart from the code that proves it. */
function bounds({ parameters, windows, ...rest }: MasterRecipe): Map<string, [number, number]> {
  const found = new Map<string, [number, number]>();
  const keep = (name: string, of?: Range): unknown =>
    of &&
    found.set(name, [of.low === null ? -Infinity : Number(of.low), of.high === null ? Infinity : Number(of.high)]);
  const least = (name: string, value?: string): unknown => value && found.set(name, [seconds(value), Infinity]);
  const most = (name: string, value?: string): unknown => value && found.set(name, [0, seconds(value)]);
  for (const { id, range: approved, alert, action } of parameters) {
    keep(`${id} range`, approved);
    keep(`${id} alert`, alert);
    keep(`${id} action`, action);
  }
  for (const { id, min, max, alert } of windows) {
    least(`${id} min`, min);
    most(`${id} max`, max);
    most(`${id} alert`, alert);
  }
  for (const { phase: one } of phasesOf(rest)) {
    const judged: [string, { alert?: Range; action?: Range }][] = [
      ...('fields' in one ? one.fields.map((field): [string, object] => [`${one.id}.${field.id}`, field]) : []),
      ...(one.kind === 'program' ? one.monitor.map((rule): [string, object] => [`${one.id}.${rule.tag}`, rule]) : []),
      ...(one.kind === 'calculation' ? [[one.id, one] as [string, object]] : []),
    ];
    for (const [name, { alert, action }] of judged) {
      keep(`${name} alert`, alert);
      keep(`${name} action`, action);
    }
    found.set(`${one.id} sign`, [one.sign.length, Infinity]);
    if (one.kind === 'wait') least(one.id, one.for);
    if (one.kind === 'program') for (const { tag, delay } of one.monitor) most(`${one.id} ${tag} delay`, delay);
    if (one.kind === 'measure') {
      found.set(`${one.id} replicates`, [one.replicates, Infinity]);
      for (const { id, cv } of one.fields) if (cv !== undefined) found.set(`${one.id} ${id} cv`, [0, Number(cv)]);
    }
  }
  return found;
}

function wider(parent: MasterRecipe, child: MasterRecipe): string[] {
  const after = bounds(child);
  return [...bounds(parent)].flatMap(([name, [low, high]]) => {
    const [from, to] = after.get(name) ?? [-Infinity, Infinity];
    return from < low || to > high ? [`${name}: ${low}..${high} became ${from}..${to}`] : [];
  });
}

const temperatures = (recipe: MasterRecipe): number[] =>
  phase<ProgramPhase>(recipe, 'grow').set.map(({ value }) => Number(value?.value));

describe('overlays never widen', () => {
  const overlay = (level: 'product' | 'site', of: string, stated: object): Overlay =>
    read(JSON.stringify({ overlay: level, title: level, level, of, ...stated }));
  const pin = (code: string, recipe: MasterRecipe) => ({ code, version: 1, hash: '0'.repeat(64), recipe });

  it('whatever a product and then a site state, each accepted value lies inside the platform’s', () => {
    let accepted = 0;
    fc.assert(
      fc.property(changes, changes, (first, second) => {
        const product = applyOverlay(platform, overlay('product', 'platform@3', first));
        if (!('recipe' in product)) return;
        expect(wider(platform.recipe, product.recipe)).toEqual([]);
        const site = applyOverlay(pin('product', product.recipe), overlay('site', 'product@1', second));
        if (!('recipe' in site)) return;
        accepted += 1;
        expect(wider(product.recipe, site.recipe)).toEqual([]);
        expect(wider(platform.recipe, site.recipe)).toEqual([]);
        const allowed = bioreactor.setpoints[0]!.range;
        for (const value of temperatures(site.recipe)) {
          expect(value).toBeGreaterThanOrEqual(Number(allowed.low));
          expect(value).toBeLessThanOrEqual(Number(allowed.high));
        }
        const moi = site.recipe.parameters[0]!;
        expect(moi.source === 'constant' && isOutside(moi.target, moi.range)).toBe(false);
        expect(lintRecipe(site.recipe).filter(({ code }) => code === 'limits.not-nested')).toEqual([]);
      }),
      { numRuns: 1000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it('stating the same again changes nothing more', () => {
    fc.assert(
      fc.property(changes, (stated) => {
        const once = applyOverlay(platform, overlay('product', 'platform@3', stated));
        if (!('recipe' in once)) return;
        const twice = applyOverlay(pin('product', once.recipe), overlay('site', 'product@1', stated));
        if (!('recipe' in twice)) throw new Error(JSON.stringify(twice.faults));
        const same = ({ parameters, procedure, windows }: MasterRecipe) => ({ parameters, procedure, windows });
        expect(same(twice.recipe)).toEqual(same(once.recipe));
      }),
      { numRuns: 400 },
    );
  });
});
