import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import {
  formatRecipe,
  type Grounds,
  type LibraryBlock,
  LINT_RULES,
  type MasterRecipe,
  parentNamed,
  parseBlock,
  readText,
} from '../../src/definition/recipes/domain/index.js';
import { parseUnitClasses } from '../../src/definition/unit-classes/domain/index.js';
import { parseRecipeTests, rehearse, runTest, unknownNames } from '../../src/execution/rehearsals/domain/index.js';

const guide = readFileSync('docs/recipes.md', 'utf8');
const classes = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses = 'unitClasses' in classes ? classes.unitClasses : [];

/** What a fenced example says that it is, after `yaml`. */
const SORTS = ['recipe', 'fragment', 'frame', 'block', 'overlay', 'tests'] as const;
type Sort = (typeof SORTS)[number];

const fences = [...guide.matchAll(/^```yaml *(\S*)\n([^]*?)^```$/gm)].map(({ 1: sort = '', 2: text = '', index }) => ({
  sort: sort as Sort,
  text,
  line: guide.slice(0, index).split('\n').length,
}));
const of = (sort: Sort) => fences.filter((fence) => fence.sort === sort);
const at = ({ line }: { line: number }): string => `docs/recipes.md:${line}`;

const library: LibraryBlock[] = of('block').map(({ text }) => {
  const parsed = parseBlock(text, unitClasses, 1);
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return parsed.block;
});

/** A recipe of the guide, or one that an overlay makes, that is whole and has no error. */
function sound(text: string, parent: Grounds['parent'] = null): MasterRecipe {
  const read = readText(text, { unitClasses, blocks: library, parent });
  const findings = 'findings' in read ? read.findings : read.lint();
  expect(findings.filter(({ severity }) => severity === 'error').map(({ message, path }) => [path, message])).toEqual(
    [],
  );
  const { content } = read as Exclude<typeof read, { findings: unknown }>;
  return content as MasterRecipe;
}

type Part = Record<string, unknown>;

/** What is cut out stands in the frame: phases in its last operation, every other key in the recipe's head. */
function framed(text: string): string {
  const { phases, operations, unitClass, requires, ...head } = parse(text) as Part;
  const recipe = parse(of('frame')[0]!.text) as Part & { procedure: Part[] };
  const scans = [{ id: 'unit', title: 'Unit', expects: 'unit' }];
  const scan = { id: 'check-unit', kind: 'scan', title: 'Unit', instruction: 'Scan it.', scans, sign: ['performed'] };
  const check = unitClass === undefined ? [] : [{ operation: 'check', title: 'Check', phases: [scan] }];
  const work = phases === undefined ? [] : [{ operation: 'work', title: 'Work', phases }];
  const done = [...check, ...work, ...((operations as Part[] | undefined) ?? [])];
  const unit = { unitProcedure: 'work', title: 'Work', unitClass, requires, operations: done };
  const procedure =
    done.length === 0 ? recipe.procedure : [...recipe.procedure, JSON.parse(JSON.stringify(unit)) as Part];
  return stringify({ ...recipe, ...head, procedure });
}

const named = (code: string): string => of('recipe').findLast(({ text }) => text.startsWith(`recipe: ${code}\n`))!.text;

describe("the recipe engineer's guide", () => {
  it('says of each example in YAML what it is, and has some of each', () => {
    expect(fences.filter(({ sort }) => !SORTS.includes(sort)).map(at)).toEqual([]);
    expect(new Set(fences.map(({ sort }) => sort))).toEqual(new Set(SORTS));
  });

  it.each([...of('recipe'), ...of('frame')].map((fence) => [at(fence), fence.text]))(
    '%s is a recipe that can be submitted and runs to its end',
    (_, text) => {
      expect(rehearse(sound(text))).toMatchObject({ state: 'complete', standstill: null });
    },
  );

  it('ends its first chapter with ten steps', () => {
    expect(rehearse(sound(named('wash-buffer'))).steps).toHaveLength(10);
  });

  it.each(of('fragment').map((fence) => [at(fence), fence.text]))('%s runs in the frame', (_, text) => {
    expect(rehearse(sound(framed(text)))).toMatchObject({ state: 'complete', standstill: null });
  });

  it.each(of('overlay').map((fence) => [at(fence), fence.text]))('%s narrows its parent, and runs', (_, text) => {
    const { code, version } = parentNamed(text)!;
    const recipe = sound(named(code));
    const made = sound(text, { code, version, hash: 'of the parent', recipe });
    expect(rehearse(made)).toMatchObject({ state: 'complete', standstill: null });
  });

  it.each(of('tests').map((fence) => [at(fence), fence.text]))('%s are tests that pass', (_, text) => {
    const tests = parseRecipeTests(text);
    if ('findings' in tests) throw new Error(JSON.stringify(tests.findings));
    const recipe = sound(named(tests.recipe.replace('.yaml', '')));
    expect(tests.tests.flatMap(({ script }) => unknownNames(recipe, script))).toEqual([]);
    expect(tests.tests.flatMap((test) => runTest(recipe, test).differences)).toEqual([]);
  });

  it('lays its recipes out as `format` does', () => {
    expect(
      of('recipe')
        .filter(({ text }) => formatRecipe(text) !== text)
        .map(at),
    ).toEqual([]);
  });

  it('names kinds of exceptions and events that there are', () => {
    const engine = 'src/execution/batches/domain';
    const sources = readdirSync(engine).map((file) => readFileSync(`${engine}/${file}`, 'utf8'));
    const tables = guide.slice(guide.indexOf('| exceptions of a test'), guide.indexOf('## The command line'));
    const kinds = [...tables.matchAll(/^\| `([a-z.-]+)`/gm)].map(([, kind]) => kind!);
    expect(kinds.length).toBeGreaterThan(20);
    expect(kinds.filter((kind) => !sources.some((source) => source.includes(`'${kind}'`)))).toEqual([]);
  });

  it('names every code of the lint, its severity and why it matters', () => {
    const rows = [...guide.matchAll(/^\| `([a-z.-]+)` +\| (error|warning) +\| (.+?) *\|$/gm)];
    const table = Object.fromEntries(rows.map(([, code, severity, why]) => [code, { severity, why }]));
    expect(table).toEqual(LINT_RULES);
  });
});
