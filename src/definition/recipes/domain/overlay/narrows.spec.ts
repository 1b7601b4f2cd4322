import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { platform } from '../../../../../test/support/platform-recipe.js';
import { bioreactor } from '../../../../../test/support/small-recipe.js';
import { isOutside, seconds, type Range } from '../../../unit-classes/domain/index.js';
import { convert } from '../../../../kernel/quantity.js';
import { lintRecipe } from '../lint/index.js';
import type { ProgramPhase } from '../phase.js';
import { phasesOf, type MasterRecipe } from '../recipe.js';
import { applyOverlay, parseOverlay, type Overlay } from './index.js';

const read = (text: string): Overlay => {
  const parsed = parseOverlay(text);
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return parsed.overlay;
};
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
    fc.constantFrom(
      ['performed'],
      ['performed', 'verified'],
      ['performed', 'verified', 'reviewed'],
      ['performed by supervisor', 'verified'],
      ['performed', 'approved', 'verified by qa-reviewer', 'verified'],
    ),
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
  at(fc.constantFrom('24 h', '1440 min', '24 h', '12 h', '48 h'), 'phases', 'grow', 'set', 'duration'),
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
    for (const { meaning, role } of one.sign) found.set(`${one.id} ${meaning} by ${role}`, [1, Infinity]);
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

/** What the programs set under a name, in the unit. */
const settings = (recipe: MasterRecipe, of: string, unit: string): number[] =>
  phasesOf(recipe)
    .map((placed) => placed.phase)
    .filter((one): one is ProgramPhase => one.kind === 'program')
    .flatMap(({ set }) => set.filter(({ name }) => name === of))
    .map(({ value }) => Number(convert(value!, unit).value));

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
        expect(settings(site.recipe, 'duration', 'h')).toEqual([24]);
        for (const value of settings(site.recipe, 'temperature', 'Cel')) {
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
