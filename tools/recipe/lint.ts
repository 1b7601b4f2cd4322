import type { Finding } from '../../src/definition/unit-classes/domain/index.js';
import { unknownNames } from '../../src/execution/rehearsals/domain/index.js';
import type { Asked, Command } from './command.js';
import { isTests, readDefinition, Wrong } from './files.js';
import { readTests, recipeUnder } from './tests.js';

export const lint: Command = {
  usage: 'lint FILE…',
  about: 'Says everything that is wrong with recipes, overlays, blocks and tests, each at its line.',
  run(asked) {
    const files = asked.files.map((file) => ({ file, findings: findingsIn(file, asked) }));
    const all = files.flatMap(({ findings }) => findings);
    const errors = all.filter(({ severity }) => severity === 'error').length;
    const told = files.flatMap(({ file, findings }) => findings.map((finding) => findingText(file, finding)));
    const sum = `${plural(files.length, 'file')}: ${plural(errors, 'error')}, ${plural(all.length - errors, 'warning')}`;
    return { text: [...told, sum], json: files, ok: errors === 0 };
  },
};

function findingsIn(file: string, { basis }: Asked): readonly Finding[] {
  try {
    if (!isTests(file)) return readDefinition(file, basis).lint();
    const tests = readTests(file);
    const recipe = recipeUnder(file, tests, basis);
    return tests.tests.flatMap((test) =>
      unknownNames(recipe, test.script).map((message) => ({
        ...{ code: 'recipe-test.unknown-name', path: '', line: tests.lineOf(test), column: 1 },
        ...{ severity: 'error' as const, message },
      })),
    );
  } catch (error) {
    if (error instanceof Wrong && error.file === file) return error.findings;
    throw error;
  }
}

/** `recipes/x.yaml:12:5 error limit.missing procedure[0].…: what is wrong` and, below it, why it matters. */
export function findingText(file: string, { line, column, severity, code, path, message, why }: Finding): string {
  const where = path === '' ? '' : ` ${path}`;
  const first = `${file}:${line}:${column} ${severity} ${code}${where}: ${message}`;
  return why === undefined ? first : `${first}\n    ${why}`;
}

export const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
