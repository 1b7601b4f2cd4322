import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyKind } from '../../../../test/support/every-kind.js';
import { parseUnitClasses, readSource } from '../../unit-classes/domain/index.js';
import { formatRecipe } from './format-recipe.js';
import { parseRecipe, recipeHash } from './parse-recipe.js';

const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses = 'unitClasses' in shipped ? shipped.unitClasses : [];
const hash = (text: string): string => {
  const parsed = parseRecipe(text, unitClasses);
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return recipeHash(parsed.recipe);
};
const valueOf = (text: string): unknown => {
  const read = readSource(text);
  return 'source' in read ? read.source.value : read.findings;
};

describe('the layout of a recipe', () => {
  it.each(['car-t-cd19.yaml', 'car-t-demo.yaml'])('of recipes/%s is the one it has', (file) => {
    const text = readFileSync(`recipes/${file}`, 'utf8');
    expect(formatRecipe(text)).toBe(text);
  });

  it('changes nothing of what is executed', () => {
    const text = everyKind.replaceAll(', ', ',   ').replaceAll(': {', ':   {');
    expect(hash(formatRecipe(text))).toBe(hash(text));
  });

  it('is one, however it was written', () => {
    const text = `\uFEFF# of ours\r
recipe:   "one" # the code


title: "It's \\u00b5"
parameters: {moi: {title: MOI,unit: "1",target: 5.0, range: [ 5,1e1 ],
    criticality: CPP}} # ours
list:
- a
-   b: 36.0
    c: [ ]
`;
    expect(formatRecipe(text)).toBe(`# of ours
recipe: 'one' # the code

title: "It's µ"
parameters: { moi: { title: MOI, unit: '1', target: 5.0, range: [5, 1e1], criticality: CPP } } # ours
list:
  - a
  - b: 36.0
    c: []
`);
  });

  it('makes a list of what does not fit on a line, and keeps the comments in it', () => {
    const word = 'x'.repeat(55);
    expect(formatRecipe(`a: { b: [${word}, ${word}], c: 1 }\nd: [1, # one\n  2]\n`)).toBe(
      `a:\n  b: [${word}, ${word}]\n  c: 1\nd:\n  - 1 # one\n  - 2\n`,
    );
    const long = `title: ${'word '.repeat(40).trim()}\n`;
    expect(formatRecipe(long)).toBe(long);
  });

  it('leaves alone what it cannot read', () => {
    for (const text of ['a: [', 'a: &x 1\nb: *x\n', 'a: 1\na: 2\n']) expect(formatRecipe(text)).toBe(text);
  });

  const word = fc.constantFrom(
    'a',
    'yes',
    "it's",
    '# no comment',
    '36.0',
    '',
    'a: b',
    '- x',
    'tab\tin',
    'line\nin',
    'µ',
    'long '.repeat(30),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ depthSize: 'small' }, word, fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('map')),
    list: fc.array(tie('any'), { maxLength: 4 }),
    map: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'long-key'), tie('any'), { maxKeys: 4 }),
  })).any;
  const indented = (of: unknown, indent: string): string =>
    Array.isArray(of) && of.length > 0 && indent.length < 6
      ? of.map((one) => `\n${indent}- ${JSON.stringify(one)} # ${indent.length}`).join('')
      : typeof of === 'object' && of !== null && Object.keys(of).length > 0 && indent.length < 6
        ? Object.entries(of)
            .map(([key, one]) => `\n\n${indent}# about ${key}\n${indent}${key}: ${indented(one, `${indent}  `)}`)
            .join('')
        : ` ${JSON.stringify(of)}`;

  it('is the same the second time, and states the same, whatever the text', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), value, { minKeys: 1 }), (of) => {
        const text = `# head${indented(of, '')}\n# end\n`;
        const once = formatRecipe(text);
        expect(valueOf(once)).toEqual(valueOf(text));
        expect(formatRecipe(once)).toBe(once);
        expect(once.match(/#[^'"\n]*$/gm)?.length ?? 0).toBeGreaterThanOrEqual(2);
      }),
      { numRuns: 300 },
    );
  });
});
