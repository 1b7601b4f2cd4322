import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseUnitClasses } from '../../src/definition/unit-classes/domain/index.js';
import { type Mapping, parseResults } from '../../src/execution/inbox/domain/index.js';
import { Refusal } from '../../src/kernel/refusal.js';
import { fuzzed, mangled } from '../support/hostile.js';

describe('a file', () => {
  const MAPPING: Mapping = {
    ...{ title: 'Cell counter', deviceKind: 'cell counter' },
    ...{ format: { kind: 'csv', separator: ';', decimal: ',' }, sample: 'Sample' },
    fields: [{ field: 'vcd', at: 'Viable', type: 'number', unit: '10*6/mL' }],
  };
  const CSV = Buffer.from('Sample;Viable\r\n26-0001-S1;1,25\r\n26-0002-S1;2,5e1\r\n');

  it('of results that was changed on its way is refused with its reason, or gives what it says now', () => {
    fc.assert(
      fc.property(mangled(CSV), (bytes) => {
        try {
          for (const { sample, values } of parseResults(MAPPING, bytes)) {
            expect(bytes.toString()).toContain(sample);
            for (const { value } of values) expect(Number.isFinite(Number(value))).toBe(true);
          }
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          expect(error.code).toMatch(/^result\.[a-z-]+$/);
        }
      }),
      fuzzed(300),
    );
  });

  it('of unit classes that was changed is read whole or refused with findings that say where', () => {
    const shipped = readFileSync('recipes/plant/unit-classes.yaml');
    fc.assert(
      fc.property(mangled(shipped), (bytes) => {
        const read = parseUnitClasses(bytes.toString());
        if ('unitClasses' in read) return expect(read.unitClasses.length).toBeGreaterThan(0);
        expect(read.findings.length).toBeGreaterThan(0);
        expect(read.findings.filter(({ line }) => line < 1)).toEqual([]);
      }),
      fuzzed(40),
    );
  });
});
