import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseUnitClasses, type Finding, type UnitClass } from '../../unit-classes/domain/index.js';
import { nests } from './build-limits.js';
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

  it('never throws and never passes: cut, doubled, shuffled and mangled recipes', () => {
    const lines = demo.split('\n');
    const mangled = fc.oneof(
      fc.nat(demo.length).map((at) => demo.slice(0, at)),
      fc.nat(lines.length - 1).map((at) => lines.toSpliced(at, 1).join('\n')),
      fc.tuple(fc.nat(lines.length - 1), fc.nat(lines.length - 1)).map(([a, b]) => lines.with(a, lines[b]!).join('\n')),
      fc
        .tuple(fc.nat(demo.length), fc.string({ maxLength: 8 }))
        .map(([at, text]) => demo.slice(0, at) + text + demo.slice(at)),
      fc.json(),
      fc.string({ maxLength: 200 }),
    );
    fc.assert(
      fc.property(mangled, (text) => {
        const result = parseRecipe(text, unitClasses);
        if ('recipe' in result) return void expect(recipeHash(result.recipe)).toMatch(/^[0-9a-f]{64}$/);
        expect(result.findings.length).toBeGreaterThan(0);
        for (const { line, column } of result.findings) expect(line > 0 && column > 0).toBe(true);
      }),
      { numRuns: 200 },
    );
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
