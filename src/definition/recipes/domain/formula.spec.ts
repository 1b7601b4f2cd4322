import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseQuantity, type Quantity, type Rounding } from '../../../kernel/quantity.js';
import { parseExpression, references, type Expression } from './expression.js';
import { calculate, checkFormula, evaluate, percentOf, type FormulaType } from './formula.js';

interface Vector {
  title: string;
  formula: string;
  values: Record<string, string>;
  unit: string;
  rounding: Rounding;
  result: string;
  theoretical?: string;
  percent?: string;
}
const { vectors } = JSON.parse(readFileSync('recipes/formula-vectors.json', 'utf8')) as { vectors: Vector[] };
const tree = (text: string): Expression => {
  const parsed = parseExpression(text);
  if ('fault' in parsed) throw new Error(parsed.fault.message);
  return parsed.expression;
};
const quantities = (texts: Record<string, string>) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parseQuantity(text)!]));
const check = (text: string, types: Record<string, FormulaType> = {}) => {
  const checked = checkFormula(tree(text), types);
  return 'fault' in checked ? checked.fault.code : checked.type;
};

describe('211.68(b): a formula gives its known answer', () => {
  it.each(vectors)('$title: $formula', ({ formula, values, unit, rounding, result }) => {
    const given = quantities(values);
    expect(check(formula, given)).toHaveProperty('unit');
    expect(calculate({ formula, unit, rounding }, given)).toEqual({ value: result, unit });
  });

  const yields = vectors.filter((one): one is Vector & Required<Pick<Vector, 'theoretical'>> => 'theoretical' in one);
  it.each(yields)('211.103: $title: $percent % of $theoretical', ({ theoretical, values, unit, result, percent }) => {
    const possible = evaluate(tree(theoretical), quantities(values)) as Quantity;
    expect(percentOf({ value: result, unit }, possible)).toEqual({ value: percent, unit: '%' });
  });

  it('211.103: has no percentage of nothing, and none of another dimension', () => {
    const actual = { value: '1', unit: 'mL' };
    expect(() => percentOf(actual, { value: '0', unit: 'L' })).toThrow('quantity.division-by-zero');
    expect(() => percentOf(actual, { value: '1', unit: 'g' })).toThrow('quantity.units-differ');
  });

  it('computes with decimals as exactly as integers do', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 }), (x, y) => {
        const values = quantities({ 'a.x': `${x / 100}`, 'a.y': `${y / 100}` });
        const rounding = { decimals: 2, mode: 'half-even' } as const;
        expect(calculate({ formula: 'a.x + a.y', unit: '1', rounding }, values).value).toBe(((x + y) / 100).toFixed(2));
        expect(evaluate(tree('a.x * a.y == a.y * a.x and a.x - a.x == 0'), values)).toBe(true);
        expect(evaluate(tree('a.x < a.y'), values)).toBe(x < y);
      }),
    );
  });

  it('says what is missing, and never divides by zero', () => {
    expect(() => evaluate(tree('a.x * 2'), {})).toThrow('formula.value-missing');
    expect(() => evaluate(tree('1 / (2 - 2)'), {})).toThrow('quantity.division-by-zero');
  });

  it('decides with and, or, not and comparisons over units', () => {
    expect(evaluate(tree('not (1 h > 59 min) or 2 mL >= 2000 uL and 1 != 2'), {})).toBe(true);
    expect(evaluate(tree('37 Cel == 310.15 K and not false'), {})).toBe(true);
  });
});

describe('a formula is checked before it runs', () => {
  const types: Record<string, FormulaType> = {
    'a.volume': { unit: 'mL' },
    'a.time': { unit: 'h' },
    'a.temp': { unit: 'Cel' },
    'a.ok': 'boolean',
  };

  it.each([
    ['a.volume + a.time', 'formula.units-differ'],
    ['a.volume < a.time', 'formula.units-differ'],
    ['min(a.volume, a.time)', 'formula.units-differ'],
    ['a.volume + 1', 'formula.units-differ'],
    ['a.temp + a.temp', 'formula.unit-has-no-arithmetic'],
    ['a.temp * 2', 'formula.unit-has-no-arithmetic'],
    ['-a.temp', 'formula.unit-has-no-arithmetic'],
    ['a.ok + 1', 'formula.type'],
    ['a.volume and a.ok', 'formula.type'],
    ['not a.volume', 'formula.type'],
    ['a.nothing', 'formula.unknown-reference'],
    ['a.constructor', 'formula.unknown-reference'],
  ])('%s: %s', (text, code) => expect(check(text, types)).toBe(code));

  it('knows the unit or the truth of what is right', () => {
    expect(check('a.volume / a.time', types)).toEqual({ unit: '(mL)/(h)' });
    expect(check('a.temp > 36 Cel and a.ok', types)).toBe('boolean');
  });

  it('never fails to evaluate what it has accepted, but for a division by zero', () => {
    const leaf = fc.constantFrom('a.volume', 'a.time', 'a.temp', '2', '3 mL', '5 %', '.5 h');
    const formula = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc
          .tuple(tie('tree'), fc.constantFrom('+', '-', '*', '/', '<', '=='), tie('tree'))
          .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
        fc.tuple(fc.constantFrom('min', 'max'), tie('tree'), tie('tree')).map(([name, a, b]) => `${name}(${a}, ${b})`),
      ),
    })).tree;
    const values = quantities({ 'a.volume': '3 mL', 'a.time': '2 h', 'a.temp': '37.0 Cel' });
    fc.assert(
      fc.property(formula, (text) => {
        const type = check(text, types);
        if (typeof type === 'string' && type !== 'boolean') return;
        try {
          expect(typeof evaluate(tree(text), values) === 'boolean').toBe(type === 'boolean');
        } catch (error) {
          expect((error as Error).message).toBe('quantity.division-by-zero');
        }
      }),
    );
  });
});

describe('the formula language is closed', () => {
  it.each([
    'a.b.c',
    'a.b()',
    'constructor',
    '__proto__',
    'a.__proto__',
    'this',
    'globalThis',
    'process.exit(1)',
    'a.x = 1',
    'a.x == = 1',
    'a["b"]',
    'a.b[0]',
    '[1, 2]',
    '{ a: 1 }',
    '"text"',
    "'text'",
    '`x`',
    'x => 1',
    'a.x ? 1 : 2',
    'a.x; a.y',
    'a.x, a.y',
    'a.x a.y',
    '1 2',
    '2 ** 3',
    '5 ^ 2',
    '5 mod 2',
    'a.x && a.y',
    'a.x || a.y',
    '!a.x',
    '+1',
    '~1',
    '1 +',
    '(1',
    '1)',
    '',
    ' ',
    'min()',
    'round(1)',
    'round(1, a.x)',
    'round(1, 99)',
    'round(1, 1.5)',
    'eval(1)',
    'toString()',
    'min',
    'min(1)(2)',
    'new Date()',
    '1e999',
    '3 parsecs',
    '0x10',
    'a.x-b.y',
    'NaN',
    'Infinity',
    '1 /* x */',
    '// x',
    'a.X',
    '_0',
    '_0 + 1',
    'a.x\u0000',
    '−1',
    '1 < 2 < 3 <',
    'min(1,,2)',
    'min(,)',
    'not',
    'and',
    'a.x and',
  ])('refuses %p', (text) => {
    expect(parseExpression(text)).toEqual({ fault: { code: 'formula.syntax', message: expect.any(String) } });
  });

  it('is bounded in length and depth', () => {
    for (const text of [
      '1+'.repeat(600) + '1',
      '('.repeat(400) + '1' + ')'.repeat(400),
      '-'.repeat(400) + '1',
      'min('.repeat(200) + '1' + ')'.repeat(200),
    ]) {
      const parsed = parseExpression(text);
      if ('expression' in parsed) expect(evaluate(parsed.expression, {})).toEqual({ value: '1', unit: '1' });
      else expect(parsed.fault.code).toBe('formula.syntax');
    }
  });

  it('never throws, whatever the text', () => {
    const word = fc.constantFrom(
      'a.x',
      'min',
      '(',
      ')',
      '+',
      '-',
      ' ',
      '1',
      '1e6 /mL',
      'and',
      'not',
      ',',
      '.',
      '_',
      '[',
      '"',
      '\\',
      '=>',
      '%',
      '{',
      '__proto__',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 20 }).map((words) => words.join('')),
        ),
        (text) => {
          parseExpression(text);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('tells a literal with a unit from a division', () => {
    expect(tree('2e6 /mL')).toEqual({ node: 'literal', value: { value: '2000000', unit: '/mL' } });
    expect(tree('2 / a.x')).toMatchObject({ node: 'binary', operator: '/' });
    expect(references(tree('a.x / b-c.d-e * min(a.x, parameters.moi)'))).toEqual(['a.x', 'b-c.d-e', 'parameters.moi']);
  });
});
