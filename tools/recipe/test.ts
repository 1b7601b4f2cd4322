import { runTest, type TestResult } from '../../src/execution/rehearsals/domain/index.js';
import type { Asked, Command } from './command.js';
import { plural } from './lint.js';
import { readTests, recipeUnder, testsOf } from './tests.js';

export const test: Command = {
  usage: 'test FILE…',
  about: 'Runs the tests of recipes, `NAME.test.yaml` beside `NAME.yaml`. Exit code 1 where one fails.',
  run(asked) {
    const files = asked.files.map((file) => results(testsOf(file), asked));
    const all = files.flatMap((one) => one.results);
    const failed = all.filter(({ passed }) => !passed).length;
    return {
      text: [...files.flatMap(told), `${plural(all.length, 'test')}, ${all.length - failed} passed, ${failed} failed`],
      json: files.map(({ file, results: made }) => ({
        file,
        results: made.map(({ name, passed, line, differences }) => ({ name, passed, line, differences })),
      })),
      ok: failed === 0,
    };
  },
};

interface Tested {
  file: string;
  results: (TestResult & { line: number })[];
}

function results(file: string, { basis }: Asked): Tested {
  const tests = readTests(file);
  const recipe = recipeUnder(file, tests, basis);
  return { file, results: tests.tests.map((one) => ({ ...runTest(recipe, one), line: tests.lineOf(one) })) };
}

function told({ file, results: made }: Tested): string[] {
  return [
    file,
    ...made.flatMap(({ name, passed, line, differences }) => [
      `  ${passed ? '✓' : '✗'} ${name}${passed ? '' : `  (${file}:${line})`}`,
      ...differences.flatMap(({ of, expected, got }) => [
        `      ${of}`,
        `        expected  ${expected}`,
        `        got       ${got}`,
      ]),
    ]),
  ];
}
