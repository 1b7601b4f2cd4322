import { describe, expect, it } from '@jest/globals';
import { platform } from '../../../../../test/support/platform-recipe.js';
import { entry, loop, number, range, recipeOf, SIGNED } from '../../../../../test/support/small-recipe.js';
import { lintRecipe } from '../lint/index.js';
import type { MeasurePhase, Phase, ProgramPhase, WaitPhase } from '../phase.js';
import { phasesOf, type MasterRecipe } from '../recipe.js';
import { applyOverlay, parseOverlay, type Overlay } from './index.js';

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
      set: [{ value: { value: '36.9', unit: 'Cel' } }, { value: { value: '24', unit: 'h' } }],
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
    ['phases: { count: { sign: [performed by supervisor, verified, approved] } }', 'overlay.widens phases.count.sign'],
    ['phases: { count: { sign: [performed, approved] } }', 'overlay.widens phases.count.sign'],
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

  it('changes what a program sets only where the program watches it', () => {
    const watched = phase<ProgramPhase>(platform.recipe, 'grow');
    const again = loop<Phase>('again', 'seed.volume > 1', 2, { ...watched, id: 'regrow' });
    const adHoc = [{ id: 'once-more', title: 'Again', max: 1, sign: 'supervisor', unitClass: 'bioreactor' } as const];
    const recipe = recipeOf([entry('seed', [number('volume')]), watched], {
      adHoc: adHoc.map((block) => ({ ...block, phases: [again] })),
    });
    const settings = (text: string, phases = 'grow'): string[] => {
      const result = applyOverlay(
        { ...platform, recipe },
        read(`${head()}phases: { ${phases}: { set: { ${text} } } }\n`),
      );
      return 'faults' in result ? result.faults.map(({ code, path }) => `${code} ${path.join('.')}`) : [];
    };
    expect(settings('duration: 1 h')).toEqual(['overlay.widens phases.grow.set.duration']);
    expect(settings('duration: 48 h')).toEqual(['overlay.widens phases.grow.set.duration']);
    expect(settings('duration: 1440 min')).toEqual([]);
    expect(settings('temperature: 310 K')).toEqual([]);
    expect(settings('temperature: 312 K')).toEqual(['overlay.widens phases.grow.set.temperature']);
    expect(settings('temperature: 36.9 Cel', 'regrow')).toEqual([]);
  });

  it('warns before the end of a hold time, never of one that has none', () => {
    const [fresh] = platform.recipe.windows;
    const { max: _max, alert: _alert, ...open } = fresh!;
    const parent = { ...platform, recipe: { ...platform.recipe, windows: [open] } };
    const told = (text: string) => {
      const result = applyOverlay(parent, read(`${head()}windows: { fresh: ${text} }\n`));
      return 'faults' in result ? result.faults.map(({ path }) => path.join('.')) : result.recipe.windows;
    };
    expect(told('{ alert: PT1H }')).toEqual(['windows.fresh.alert']);
    expect(told('{ alert: PT1H, max: PT2H }')).toMatchObject([{ min: 'PT10M', max: 'PT2H', alert: 'PT1H' }]);
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
