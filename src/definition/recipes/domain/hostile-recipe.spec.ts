import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyBlock } from '../../../../test/support/every-block.js';
import { thawBlock } from '../../../../test/support/thaw-block.js';
import { parseUnitClasses, type Finding, type UnitClass } from '../../unit-classes/domain/index.js';
import { nests } from './build-limits.js';
import { parseBlock } from './parse-block.js';
import { parseRecipe, recipeHash } from './parse-recipe.js';

const demo = readFileSync('recipes/car-t-demo.yaml', 'utf8');
const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses: UnitClass[] = 'unitClasses' in shipped ? shipped.unitClasses : [];

const findings = (text: string): Finding[] => {
  const result = parseRecipe(text, unitClasses);
  return 'findings' in result ? result.findings : [];
};
describe('a hostile file', () => {
  const laughs = [
    'a: &a [x, x]',
    ...'bcdefghij'.split('').map((c, i) => `${c}: &${c} [${`*${'abcdefghij'[i]}, `.repeat(9)}*${'abcdefghij'[i]}]`),
  ].join('\n');

  it.each([
    ['larger than 1 MB', `title: ${'x'.repeat(1_048_577)}`, 'yaml.too-large'],
    ['of brackets', '['.repeat(20_000), 'yaml.too-deep'],
    ['of dashes', '- '.repeat(20_000), 'yaml.too-deep'],
    ['of nested lists below the parser limit', `a: ${'['.repeat(60)}${']'.repeat(60)}`, 'yaml.too-deep'],
    ['of a billion laughs', laughs, 'yaml.alias'],
    ['that merges', 'a: &a { b: 1 }\nc: { <<: *a }', 'yaml.alias'],
    ['of two documents', `${demo}\n---\n${demo}`, 'yaml.syntax'],
    ['that constructs', 'title: !!js/function "function () {}"', 'yaml.tag'],
    ['that is empty', '', 'schema.type'],
    ['that is a word', 'hello', 'schema.type'],
    ['of nulls', '\u0000\u0000', 'schema.type'],
  ])('%s is refused', (_, text, code) => {
    expect(findings(text).map((finding) => finding.code)).toContain(code);
    expect(findings(text).length).toBeLessThanOrEqual(100);
  });

  const mangled = (base: string) => {
    const lines = base.split('\n');
    const words = [...new Set(base.match(/[a-z][a-z-]+|[{}[\],:]|\d+/g))];
    const line = fc.nat(lines.length - 1);
    return fc.oneof(
      fc.nat(base.length).map((at) => base.slice(0, at)),
      line.map((at) => lines.toSpliced(at, 1).join('\n')),
      fc.tuple(line, line).map(([a, b]) => lines.with(a, lines[b]!).join('\n')),
      fc.tuple(line, line).map(([a, b]) => lines.with(a, lines[b]!).with(b, lines[a]!).join('\n')),
      fc.tuple(fc.constantFrom(...words), fc.constantFrom(...words)).map(([from, to]) => base.replaceAll(from, to)),
      fc
        .tuple(fc.nat(base.length), fc.string({ maxLength: 8 }))
        .map(([at, text]) => base.slice(0, at) + text + base.slice(at)),
      fc.json(),
      fc.string({ maxLength: 200 }),
    );
  };
  const told = (result: { findings: Finding[] }): void => {
    expect(result.findings.length).toBeGreaterThan(0);
    expect(result.findings.filter(({ line, column }) => line < 1 || column < 1)).toEqual([]);
  };

  it.each([
    ['a recipe of every kind of phase', demo, 80],
    ['a recipe of every block', everyBlock, 100],
  ])('never throws and never passes unread, cut, doubled, swapped, renamed and mangled: %s', (_, base, numRuns) => {
    fc.assert(
      fc.property(mangled(base), (text) => {
        const result = parseRecipe(text, unitClasses);
        if ('findings' in result) return told(result);
        expect(recipeHash(result.recipe)).toMatch(/^[0-9a-f]{64}$/);
      }),
      { numRuns },
    );
  });

  it('never throws for a block of the library either', () => {
    fc.assert(
      fc.property(mangled(thawBlock), (text) => {
        const result = parseBlock(text, unitClasses);
        if ('findings' in result) return told(result);
        expect(result.block.hash).toMatch(/^[0-9a-f]{64}$/);
      }),
      { numRuns: 60 },
    );
  });

  it('of blocks in blocks is refused where it is too deep, and read where it is not', () => {
    const nested = (depth: number): object =>
      depth === 0
        ? { id: 'in', kind: 'wait', title: 'In', instruction: 'In.', for: 'PT1H', sign: ['performed'] }
        : {
            ...{ id: `l-${depth}`, kind: 'loop', title: 'L', until: '1 < 2', max: 2, onBreach: 'stop' },
            ...{ criticality: 'info', phases: [nested(depth - 1)] },
          };
    const recipe = (depth: number): string =>
      JSON.stringify({
        ...{ recipe: 'deep', title: 'Deep', product: 'x' },
        procedure: [
          { unitProcedure: 'u', title: 'U', operations: [{ operation: 'o', title: 'O', phases: [nested(depth)] }] },
        ],
      });
    expect(findings(recipe(12))).toEqual([]);
    expect(findings(recipe(30)).map(({ code }) => code)).toContain('yaml.too-deep');
  });

  it('of five hundred steps that all look back is read in no time worth waiting for', () => {
    const steps = Array.from({ length: 500 }, (_, at) => ({
      ...{ id: `c-${at}`, kind: 'calculation', title: 'C', instruction: 'C.', unit: '1', criticality: 'info' },
      ...{ formula: at === 0 ? '1' : `c-${at - 1}.result + c-0.result`, mode: 'automatic' },
      rounding: { decimals: 0, mode: 'up' },
    }));
    const operations = [0, 1, 2, 3].map((of) => ({
      ...{ operation: `o-${of}`, title: 'O' },
      phases: steps.slice(of * 125, (of + 1) * 125),
    }));
    const head = { recipe: 'long', title: 'Long', product: 'x' };
    const text = JSON.stringify({ ...head, procedure: [{ unitProcedure: 'u', title: 'U', operations }] });
    const from = performance.now();
    expect(findings(text)).toEqual([]);
    expect(performance.now() - from).toBeLessThan(10_000);
  });
});

describe('limits nest', () => {
  const decimal = fc.integer({ min: -1000, max: 1000 }).map((tenths) => (tenths / 10).toFixed(1));
  const range = fc.tuple(fc.option(decimal), fc.option(decimal)).map(([low, high]) => ({ low, high }));

  it('exactly when nothing is inside the inner range and outside the outer one', () => {
    fc.assert(
      fc.property(range, range, (inner, outer) => {
        const inside = (value: number, { low, high }: typeof inner): boolean =>
          (low === null || value >= Number(low)) && (high === null || value <= Number(high));
        fc.pre(inner.low === null || inner.high === null || Number(inner.low) < Number(inner.high));
        const probes = [-1e6, 1e6, ...[inner.low, inner.high].flatMap((edge) => (edge === null ? [] : [Number(edge)]))];
        const escapes = probes.some((value) => inside(value, inner) && !inside(value, outer));
        expect(nests(inner, 'Cel', outer, 'Cel')).toBe(!escapes);
      }),
    );
  });

  it('over units that convert', () => {
    expect(nests({ low: '310', high: '311' }, 'K', { low: '36', high: '38' }, 'Cel')).toBe(true);
    expect(nests({ low: '308', high: '311' }, 'K', { low: '36', high: '38' }, 'Cel')).toBe(false);
  });
});
