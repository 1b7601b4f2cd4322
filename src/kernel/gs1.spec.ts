import { describe, expect, it } from '@jest/globals';
import { elementsOf, gs1Day, isGtin, productCode } from './gs1.js';

const GS = '\u001d';
const read = (text: string): Record<string, string> | null => {
  const elements = elementsOf(text);
  return elements && Object.fromEntries(elements);
};

describe('a GS1 element string', () => {
  // as the FDA publishes it for labels of devices: UDI formats by issuing agency
  const UDI = '(01)51022222233336(11)141231(17)150707(10)A213B1(21)1234';
  const said = { '01': '51022222233336', '11': '141231', '17': '150707', '10': 'A213B1', '21': '1234' };

  it('is read in its bracketed form, also where a hand has put spaces into it', () => {
    expect(read(UDI)).toEqual(said);
    expect(read(UDI.replaceAll('(', ' (').trim())).toEqual(said);
  });

  it.each([
    ['as a scanner sends it', `]d201510222222333361114123117150707${'10A213B1'}${GS}211234`],
    [
      'with FNC1 before it and a separator at its end',
      `${GS}01510222222333361114123117150707${'10A213B1'}${GS}211234${GS}`,
    ],
    [
      'with a separator after an element that needs none',
      `0151022222233336${GS}1114123117150707${'10A213B1'}${GS}211234`,
    ],
    ['of a scanner that cannot send GS', '^01510222222333361114123117150707' + '10A213B1^211234'],
  ])('is read with its separators, %s', (_, text) => expect(read(text)).toEqual(said));

  it('is one in both forms, as the GS1 Barcode Syntax Engine documents it', () => {
    const both = ['(01)12312312312333(10)ABC123(99)TESTING', '^011231231231233310ABC123^99TESTING'].map(read);
    expect(both[1]).toEqual({ '01': '12312312312333', '10': 'ABC123', '99': 'TESTING' });
    expect(both[0]).toEqual(both[1]);
  });

  it('may have brackets and every other character of set 82 in its data', () => {
    expect(read('(10)A(B)/1_%(21)(7)')).toEqual({ '10': 'A(B)/1_%', '21': '(7)' });
    expect(read('(8005)000123(37)12')).toEqual({ '8005': '000123', '37': '12' });
  });

  it.each([
    ['nothing', ''],
    ['a plain number', 'KIT-0815'],
    ['text before the first bracket', 'x(10)A'],
    ['an identifier that GS1 has not', '(05)1'],
    ['an identifier of another length', '(010)12312312312333'],
    ['a GTIN that is cut off', '0112312312312'],
    ['a GTIN with letters', '(01)1231231231233A'],
    ['an element without data', '(10)(21)1'],
    ['a date of five digits', '(17)26113'],
    ['a lot of 21 characters', '(10)ABCDEFGHIJKLMNOPQRSTU'],
    ['two lots', '(10)A(10)B'],
    ['a character that set 82 has not', '(10)ÄB'],
    ['longer than any label', ['91', '92', '93'].map((ai) => `(${ai})${'A'.repeat(90)}`).join('')],
  ])('is not %s', (_, text) => expect(elementsOf(text)).toBeNull());
});

describe('a GTIN', () => {
  it.each(['6291041500213', '9520123456788', '51022222233336', '12312312312333', '00012345678905', '40170725'])(
    'has its check digit: %s',
    (gtin) => {
      expect(isGtin(gtin)).toBe(true);
      const last = (Number(gtin.at(-1)) + 1) % 10;
      expect(isGtin(`${gtin.slice(0, -1)}${last}`)).toBe(false);
    },
  );

  it('is the same product in 13 and in 14 digits; other codes go without case', () => {
    expect(productCode('9520123456788')).toBe(productCode('09520123456788'));
    expect(productCode('ts-520')).toBe('TS-520');
  });
});

describe('a date of a label', () => {
  it.each([
    ['261130', 2026, '2026-11-30'],
    ['280200', 2026, '2028-02-29'],
    ['770101', 2026, '1977-01-01'],
    ['760101', 2026, '2076-01-01'],
    ['200101', 2075, '2120-01-01'],
    ['270230', 2026, null],
    ['271300', 2026, null],
  ])('%s, seen in %d, is %s', (date, year, day) => expect(gs1Day(date, year)).toBe(day));
});
