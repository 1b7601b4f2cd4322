import schema from '../../../../recipes/recipe-test.schema.json' with { type: 'json' };
import { type Finding, readSource, schemaCheck } from '../../../definition/unit-classes/domain/index.js';
import type { Expectation } from './expectation.js';
import { readRecording, type Recording } from './recording.js';
import type { HoldScript, Script, StepScript } from './script.js';

/** One test: a script, and what must be so at its end. */
export interface RecipeTest {
  /** a sentence about what the recipe does */
  name: string;
  script: Script;
  then: Expectation;
}

/** A file of tests, `recipes/<name>.test.yaml`. Files are named as they stand beside it. */
export interface RecipeTests {
  recipe: string;
  unitClasses: string | null;
  library: string[];
  parent: string | null;
  /** what all tests have in common */
  given: Script;
  tests: RecipeTest[];
  /** the line of a test in its file, from 1 */
  lineOf(test: RecipeTest): number;
}

type Typed = string | number | boolean;
type Typing = Record<string, Typed | Typed[]>;

interface GivenText {
  order?: { coi?: string; patient?: string };
  parameters?: Record<string, string | number>;
  values?: Typing;
  unit?: Script['unit'];
  recorded?: string;
}

type StepText = Omit<StepScript, 'enter' | 'replays' | 'corrects'> & {
  enter?: Typing;
  replays?: string;
  corrects?: Record<string, Typed>;
};
type LineText = StepText | HoldScript;

interface TestText {
  name: string;
  given?: GivenText;
  when?: LineText[];
  then: Omit<Expectation, 'values'> & { values?: Record<string, Typed> };
}

interface FileText {
  recipe: string;
  unitClasses?: string;
  library?: string[];
  parent?: string;
  given?: GivenText;
  tests: TestText[];
}

const schemaFaults = schemaCheck(schema);

/**
 * The tests that a YAML text states, or everything that is wrong with it, with its line. `fileOf` gives the text of a recorded
 * stream beside it, null where there is none.
 */
export function parseRecipeTests(
  text: string,
  fileOf: (name: string) => string | null = () => null,
): RecipeTests | { findings: Finding[] } {
  const read = readSource(text);
  if ('findings' in read) return read;
  const { value, findings } = read.source;
  const wrong = schemaFaults(value);
  if (wrong.length > 0) return { findings: findings(wrong) };
  const file = value as FileText;
  const { recipe, unitClasses = null, library = [], parent = null } = file;
  try {
    const given = scriptOf(file.given ?? {}, [], fileOf);
    const tests = file.tests.map((test) => testOf(test, file.given ?? {}, fileOf));
    const lineOf = (test: RecipeTest): number =>
      findings([{ code: '', path: ['tests', tests.indexOf(test)], message: '' }])[0]!.line;
    return { recipe, unitClasses, library, parent, given, tests, lineOf };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { findings: findings([{ code: 'recipe-test.recording', path: [], message: error.message }]) };
  }
}

type FileOf = (name: string) => string | null;

function testOf({ name, given, when = [], then }: TestText, all: GivenText, fileOf: FileOf): RecipeTest {
  const merged: GivenText = {
    ...all,
    ...given,
    order: { ...all.order, ...given?.order },
    parameters: { ...all.parameters, ...given?.parameters },
    values: { ...all.values, ...given?.values },
    unit: { ...all.unit, ...given?.unit },
  };
  const { values, ...rest } = then;
  const expected = values && Object.fromEntries(Object.entries(values).map(([key, value]) => [key, `${value}`]));
  return { name, script: scriptOf(merged, when, fileOf), then: { ...rest, ...(expected && { values: expected }) } };
}

function scriptOf(
  { order, parameters = {}, values, unit, recorded }: GivenText,
  when: LineText[],
  fileOf: FileOf,
): Script {
  return {
    ...order,
    parameters: Object.fromEntries(Object.entries(parameters).map(([id, value]) => [id, `${value}`])),
    ...(values && { values: typing(values) }),
    ...(unit && { unit }),
    ...(recorded !== undefined && { recorded: recording(recorded, fileOf) }),
    when: when.map((line) => ('step' in line ? stepOf(line, fileOf) : line)),
  };
}

function stepOf({ enter, replays, corrects, ...line }: StepText, fileOf: FileOf): StepScript {
  return {
    ...line,
    ...(enter && { enter: typing(enter) }),
    ...(corrects && {
      corrects: Object.fromEntries(Object.entries(corrects).map(([field, value]) => [field, `${value}`])),
    }),
    ...(replays !== undefined && { replays: recording(replays, fileOf) }),
  };
}

const typing = (values: Typing): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((one) => `${one}`) : `${value}`,
    ]),
  );

function recording(name: string, fileOf: FileOf): Recording {
  const text = fileOf(name);
  if (text === null) throw new RangeError(`${name} is not there`);
  try {
    return readRecording(text);
  } catch (error) {
    throw new RangeError(`${name}: ${(error as Error).message}`);
  }
}
