import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as q from './quantity.js';

const of = (text: string): q.Quantity => {
  const quantity = q.parseQuantity(text);
  if (!quantity) throw new Error(`${text} is no quantity`);
  return quantity;
};
const number = fc
  .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, decimals]) => {
    const text = String(Math.abs(digits)).padStart(decimals + 1, '0');
    const cut = text.length - decimals;
    return `${digits < 0 ? '-' : ''}${text.slice(0, cut)}${decimals > 0 ? `.${text.slice(cut)}` : ''}`;
  });
const volumes = ['mL', 'L', 'uL', 'dL', 'm3'];
const rates = ['mL/min', 'L/h', 'mL/h', 'L/d', 'mL/s'];

describe('a quantity', () => {
  it('is read from text with its digits as written', () => {
    expect(of('37.0 Cel')).toEqual({ value: '37.0', unit: 'Cel' });
    expect(of('2e6 /mL')).toEqual({ value: '2000000', unit: '/mL' });
    expect(of('-.5')).toEqual({ value: '-0.5', unit: '1' });
    expect(of('-0 mL')).toEqual({ value: '0', unit: 'mL' });
  });

  it.each([
    '',
    'Cel',
    '37,0 Cel',
    '37 Celsius',
    '37 cel',
    '1 2',
    '0x10 mL',
    'Infinity mL',
    'NaN',
    '1e999 mL',
    '5 mL mL',
    '1__0',
  ])('is not %p', (text) => expect(q.parseQuantity(text)).toBeUndefined());

  it('refuses units that UCUM does not have, and takes annotations as dimensionless', () => {
    expect(
      ['Cel', '%', '[pH]', '/mL', '{cells}', '{TU}/mL', '10*6/mL', 'g/L', 'mmol/L', '[IU]/mL'].filter(
        (u) => !q.isUnit(u),
      ),
    ).toEqual([]);
    expect(
      ['', 'celsius', 'CEL', 'rpm', 'cells', 'mL/', 'M', 'constructor', '__proto__', 'mL mL'].filter(q.isUnit),
    ).toEqual([]);
  });

  it('keeps apart what must not be confused: amount and count, units of activity and counts, pH and amount', () => {
    expect(q.sameDimension('mmol/L', '/L')).toBe(false);
    expect(q.sameDimension('[IU]/mL', '/mL')).toBe(false);
    expect(q.sameDimension('[IU]/mL', "[arb'U]/mL")).toBe(false);
    expect(q.sameDimension('[IU]/mL', '[IU]/L')).toBe(true);
    expect(q.sameDimension('[pH]', 'mol/L')).toBe(false);
    expect(q.sameDimension('{cells}/mL', '/L')).toBe(true);
  });

  it.each([
    ['37 Cel', 'K', '310.15'],
    ['212 [degF]', 'Cel', '100'],
    ['0 K', 'Cel', '-273.15'],
    ['90 min', 'h', '1.5'],
    ['100 mL/min', 'L/h', '6'],
    ['1 d', 'min', '1440'],
    ['2.5 10*6/mL', '/mL', '2500000'],
    ['85 %', '1', '0.85'],
    ['1 h', '/min', undefined],
  ])('%s in %s is %s', (from, unit, value) => {
    if (value === undefined) expect(() => q.convert(of(from), unit)).toThrow('quantity.units-differ');
    else expect(q.convert(of(from), unit)).toEqual({ value, unit });
  });

  it('comes back from a conversion to at least 14 digits', () => {
    for (const units of [volumes, rates, ['Cel', 'K', '[degF]']]) {
      fc.assert(
        fc.property(number, fc.constantFrom(...units), fc.constantFrom(...units), (value, a, b) => {
          const there = q.convert(q.convert({ value, unit: a }, b), a);
          const error = Math.abs(Number(q.subtract({ ...there, unit: '1' }, { value, unit: '1' }).value));
          expect(error).toBeLessThanOrEqual((Math.abs(Number(value)) + 1e3) * 1e-14);
        }),
      );
    }
  });

  it('compares in one order whatever the units', () => {
    fc.assert(
      fc.property(number, number, fc.constantFrom(...volumes), fc.constantFrom(...volumes), (x, y, a, b) => {
        const [one, other] = [
          { value: x, unit: a },
          { value: y, unit: b },
        ];
        expect(q.compare(one, other) + q.compare(other, one)).toBe(0);
        expect(q.compare(q.convert(one, b), other)).toBe(q.compare(one, other));
      }),
    );
  });

  it('adds exactly, in any order, and takes back what it added', () => {
    expect(q.add(of('0.1'), of('0.2')).value).toBe('0.3');
    fc.assert(
      fc.property(number, number, fc.constantFrom(...volumes), (x, y, unit) => {
        const [a, b] = [
          { value: x, unit: 'mL' },
          { value: y, unit },
        ];
        expect(q.compare(q.add(a, b), q.add(b, a))).toBe(0);
        expect(q.compare(q.subtract(q.add(a, b), b), a)).toBe(0);
      }),
    );
  });

  it('multiplies and divides units with its values', () => {
    const volume = q.divide(q.multiply(of('5'), of('1e8 {cells}')), of('1e8 {TU}/mL'));
    expect(q.convert(volume, 'mL')).toEqual({ value: '5', unit: 'mL' });
    expect(q.convert(q.multiply(of('2 mL/h'), of('30 min')), 'mL').value).toBe('1');
    expect(() => q.divide(of('1 mL'), of('0 mL'))).toThrow('quantity.division-by-zero');
  });

  it('has no arithmetic on interval scales and logarithms', () => {
    for (const act of [q.multiply, q.divide, q.add, q.subtract]) {
      expect(() => act(of('37 Cel'), of('1 Cel'))).toThrow('quantity.unit-has-no-arithmetic');
      expect(() => act(of('7.2 [pH]'), of('1 [pH]'))).toThrow('quantity.unit-has-no-arithmetic');
    }
    expect(q.compare(of('37 Cel'), of('310.15 K'))).toBe(0);
  });

  it.each([
    ['2.345', { decimals: 2, mode: 'half-even' }, '2.34'],
    ['2.355', { decimals: 2, mode: 'half-even' }, '2.36'],
    ['2.345', { decimals: 2, mode: 'half-up' }, '2.35'],
    ['-2.345', { decimals: 2, mode: 'half-up' }, '-2.35'],
    ['-2.341', { decimals: 2, mode: 'up' }, '-2.35'],
    ['-2.349', { decimals: 2, mode: 'down' }, '-2.34'],
    ['-2.341', { decimals: 2, mode: 'floor' }, '-2.35'],
    ['-2.349', { decimals: 2, mode: 'ceiling' }, '-2.34'],
    ['-0.001', { decimals: 2, mode: 'half-even' }, '0.00'],
    ['5', { decimals: 2, mode: 'half-even' }, '5.00'],
    ['123456', { significant: 3, mode: 'half-even' }, '123000'],
    ['0.0012345', { significant: 2, mode: 'half-even' }, '0.0012'],
  ] as const)('%s rounded by %j is %s', (value, rule, rounded) => {
    expect(q.round({ value, unit: 'mL' }, rule)).toEqual({ value: rounded, unit: 'mL' });
  });
});
