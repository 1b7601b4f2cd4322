import { describe, expect, it } from '@jest/globals';
import { makeEUInformation } from 'node-opcua';
import { isUnit } from '../../../kernel/quantity.js';
import { engineeringUnit } from './engineering-unit.js';

describe('the engineering unit of a variable', () => {
  it.each([
    ['CEL', 'Cel'],
    ['P1', '%'],
    ['Q30', '[pH]'],
    ['41', 'mL/min'],
    ['KPA', 'kPa'],
    ['C62', '1'],
  ])('of UN/ECE code %s is %s', (code, ucum) => {
    expect(engineeringUnit(makeEUInformation(code, 'label', 'words'))).toEqual({ label: 'label', ucum });
    expect(isUnit(ucum)).toBe(true);
  });

  it('is told by its label alone where its code is not known, and is none of another value', () => {
    expect(engineeringUnit(makeEUInformation('XYZ', '☃', ''))).toEqual({ label: '☃', ucum: null });
    for (const other of [null, undefined, 7, 'Cel', {}, { unitId: 'CEL' }]) expect(engineeringUnit(other)).toBeNull();
  });
});
