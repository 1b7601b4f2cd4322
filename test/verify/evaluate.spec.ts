import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calculate, parseExpression } from '../../src/definition/recipes/domain/index.js';
import { parseQuantity } from '../../src/kernel/quantity.js';
import { calculated, holds, Missing, type Values } from '../../tools/verify/evaluate.js';
import type { Quantity, Rounding } from '../../tools/verify/recipe.js';
import { UnknownUnit, unitOf } from '../../tools/verify/units.js';

interface Vector {
  title: string;
  formula: string;
  values: Record<string, string>;
  unit: string;
  rounding: Rounding;
  result: string;
}
const { vectors } = JSON.parse(readFileSync('recipes/formula-vectors.json', 'utf8')) as { vectors: Vector[] };

const quantities = (texts: Record<string, string>): Values =>
  new Map(Object.entries(texts).map(([name, text]) => [name, parseQuantity(text)!]));

describe('the verifier’s own arithmetic', () => {
  it.each(vectors.map((vector) => [vector.title, vector] as const))('gives the published answer: %s', (_, vector) => {
    const { formula, unit, rounding, values, result } = vector;
    expect(calculated({ formula, unit, rounding }, quantities(values))).toEqual({ value: result, unit });
  });

  it('comes to what the server comes to, whatever is computed', () => {
    const decimal = fc
      .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 6 }))
      .map(([digits, places]) => (digits / 10 ** places).toFixed(places));
    const number = fc
      .tuple(decimal, fc.constantFrom('mL', 'L', 'uL', 'dL'))
      .map(([value, unit]) => `${value.replace('-', '')} ${unit}`);
    const leaf = fc.oneof(number, fc.constantFrom('a.volume', 'b.volume'));
    const { formula } = fc.letrec<{ formula: string }>((tie) => ({
      formula: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.tuple(tie('formula'), fc.constantFrom('+', '-'), tie('formula')).map((of) => `(${of.join(' ')})`),
        fc
          .tuple(tie('formula'), fc.constantFrom('*', '/'), fc.constantFrom('3', '0.7', '2e6 /mL / 1e3 /uL', 'c.ratio'))
          .map(([of, sign, by]) => `(${of} ${sign} (${by}))`),
        fc.tuple(fc.constantFrom('min', 'max'), tie('formula'), tie('formula')).map(([f, a, b]) => `${f}(${a}, ${b})`),
        fc.tuple(tie('formula'), fc.nat(4)).map(([of, places]) => `round(${of}, ${places})`),
        tie('formula').map((of) => `-${of}`),
      ),
    }));
    const rounding = fc.tuple(
      fc.constantFrom('decimals', 'significant'),
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom('half-even', 'half-up', 'up', 'down', 'floor', 'ceiling'),
    );
    fc.assert(
      fc.property(formula, rounding, decimal, decimal, (text, [kind, places, mode], a, b) => {
        fc.pre('expression' in parseExpression(text));
        const of = { formula: text, unit: 'mL', rounding: { [kind]: places, mode } as unknown as Rounding };
        const values = { 'a.volume': `${a} mL`, 'b.volume': `${b} L`, 'c.ratio': '97.5 %' };
        const known = Object.fromEntries(quantities(values)) as Record<string, Quantity>;
        const expected = calculate(of as unknown as Parameters<typeof calculate>[0], known);
        expect(calculated(of, quantities(values))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('judges conditions: signs bind as in mathematics, and what is not there does not hold', () => {
    const values: Values = new Map<string, Quantity | boolean>([
      ['count.vcd', { value: '2.0', unit: '10*6/mL' }],
      ['count.clean', true],
      ['seed.warmth', { value: '37.0', unit: 'Cel' }],
    ]);
    expect(holds('count.vcd >= 2e6 /mL and not count.clean or count.clean', values)).toBe(true);
    expect(holds('count.vcd - 1e6 /mL * 2 < 0 /mL', values)).toBe(false);
    expect(holds('count.vcd == 2000 /uL and seed.warmth > 310 K', values)).toBe(true);
    expect(holds('count.clean and later.count > 1', values)).toBe(false);
    expect(holds('not count.clean and later.count > 1', values)).toBe(false);
    expect(() =>
      calculated({ formula: 'later.count', unit: '1', rounding: { decimals: 0, mode: 'up' } }, values),
    ).toThrow(Missing);
  });

  it('says so of a unit that it does not know', () => {
    for (const code of ['[drp]', 'furlong', 'mL{', '', 'm(s)', 'constructor'])
      expect(() => unitOf(code)).toThrow(UnknownUnit);
    expect(unitOf('10*6/mL{cells}').dimension).toEqual({ m: -3 });
  });
});
