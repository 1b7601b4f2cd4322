import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseUnitClasses } from '../../src/definition/unit-classes/domain/index.js';
import { type Mapping, parseResults } from '../../src/execution/inbox/domain/index.js';
import { Refusal } from '../../src/kernel/refusal.js';
import { lintPlant } from '../../tools/plant/lint.js';
import { readPlantFiles } from '../../tools/plant/plant-file.js';
import { runPlant } from '../../tools/plant/run.js';
import { fuzzed, hostileJson, hostileText, mangled } from '../support/hostile.js';

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

  describe('of a plant', () => {
    const [DEMO, CLASSES] = ['recipes/plant/demo.yaml', 'recipes/plant/unit-classes.yaml'].map((file) => ({
      ...{ file, text: readFileSync(file, 'utf8') },
    })) as [{ file: string; text: string }, { file: string; text: string }];

    /** Read whole and judged, or refused with findings that say where; whichever, it is said and nothing is thrown. */
    function isSaid(text: string): boolean {
      const read = readPlantFiles([{ ...DEMO, text }, CLASSES]);
      const findings = 'findings' in read ? read.findings : read.told(lintPlant(read.plant));
      expect(findings.filter(({ line, message }) => line < 1 || message === '')).toEqual([]);
      return !('findings' in read);
    }
    /** The exit code of the command over it: every command reads so before it does anything. */
    async function linted(text: string): Promise<number> {
      const dir = mkdtempSync(join(tmpdir(), 'ballroom-fuzz-'));
      const file = join(dir, 'plant.yaml');
      writeFileSync(file, text);
      const terminal = { env: {}, say: () => undefined, ask: () => Promise.resolve(null) };
      const { code } = await runPlant(['lint', file, CLASSES.file], terminal).finally(() =>
        rmSync(dir, { recursive: true }),
      );
      return code;
    }

    it('that was cut, flipped, doubled or is another is read or refused, and says where', () => {
      const property = fc.property(mangled(Buffer.from(DEMO.text)), (bytes) => void isSaid(bytes.toString()));
      fc.assert(property, fuzzed(60));
    });

    it('whose values are of other types, or hostile, is read or refused, and says where', () => {
      const lines = DEMO.text.split('\n').flatMap((line, at) => (/: \S/.test(line) ? [at] : []));
      const given = fc.tuple(
        fc.constantFrom(...lines),
        fc.oneof(
          hostileJson.filter((text) => text.length < 1000),
          hostileText,
        ),
      );
      const property = fc.property(given, ([at, value]) => {
        const changed = DEMO.text
          .split('\n')
          .map((line, n) => (n === at ? line.replace(/: .*/, () => `: ${value}`) : line));
        isSaid(changed.join('\n'));
      });
      fc.assert(property, fuzzed(60));
    });

    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      ...'bcdefghij'.split('').map((name, at) => {
        const before = '*' + 'abcdefghij'[at]!;
        return `${name}: &${name} [${Array.from({ length: 10 }, () => before).join(', ')}]`;
      }),
    ].join('\n');
    it.each([
      ['a bomb of aliases', bomb],
      ['a bomb of aliases where units are', `${bomb}\n${DEMO.text.replace(/^units:/m, 'units: *j\nothers:')}`],
      ['an alias of itself', 'site: &site { code: demo, title: *site }'],
      ['lists in lists', `units: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
      ['maps in maps', Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
      ['two documents', `${DEMO.text}\n---\n${DEMO.text}`],
      ['a type of its own', `!!js/function "return 1"\n`],
      ['a name of every object', '__proto__: { site: { code: x } }\nconstructor: 1\n'],
      ['no map', '- 1\n- 2\n'],
      ['nothing', ''],
      ['more than is read', `# ${'x'.repeat(5_000_000)}\n${DEMO.text}`],
    ])('with %s is refused in a moment, by the command too', async (_, text) => {
      const begun = performance.now();
      expect(isSaid(text)).toBe(false);
      expect(await linted(text)).toBeGreaterThan(0);
      expect(performance.now() - begun).toBeLessThan(30_000);
    });
  });
});
