import { parseArgs } from 'node:util';
import type { Answer, Command } from './command.js';
import { diff } from './diff.js';
import { dryRun } from './dry-run.js';
import { Unusable, Wrong } from './files.js';
import { format } from './format.js';
import { findingText, lint } from './lint.js';
import { test } from './test.js';

const COMMANDS: Record<string, Command> = { lint, diff, 'dry-run': dryRun, test, format };

const USAGE = `usage: npm run recipe -- COMMAND FILE… [options]

${Object.values(COMMANDS)
  .map(({ usage, about }) => `  ${usage}\n      ${about}`)
  .join('\n')}

options:
  --unit-classes FILE   kinds of unit (plant/unit-classes.yaml beside the recipe, else recipes/plant/unit-classes.yaml)
  --library FILE        a block that recipes use; as often as there are blocks. NAME@2.yaml is its version 2
  --parent FILE         what an overlay narrows
  --json                for programs
  --help

exit codes: 0 all is well, 1 something was found, 2 there is nothing to work on`;

/** Runs one command of `recipe`; what it says, and its exit code. */
export function runRecipe(args: readonly string[]): { out: string; code: 0 | 1 | 2 } {
  try {
    const { name, json, ...asked } = readArguments(args);
    if (name === null) return { out: USAGE, code: 0 };
    const answer = COMMANDS[name]!.run(asked);
    return { out: json ? JSON.stringify(answer.json, null, 2) : spoken(answer), code: answer.ok ? 0 : 1 };
  } catch (error) {
    if (error instanceof Wrong)
      return { out: error.findings.map((finding) => findingText(error.file, finding)).join('\n'), code: 1 };
    if (error instanceof Unusable) return { out: error.message, code: 2 };
    throw error;
  }
}

const spoken = ({ text }: Answer): string => text.join('\n');

function readArguments(args: readonly string[]) {
  const file = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    ...{ 'unit-classes': file, parent: file, given: file, library: { type: 'string', multiple: true } as const },
    ...{ json: flag, check: flag, help: flag },
  };
  const { values, positionals } = parsed(() => parseArgs({ args: [...args], allowPositionals: true, options }));
  const [name, ...files] = positionals;
  const { parent, library = [], given: tests, json, check, help } = values;
  const asked = { files, basis: { unitClasses: values['unit-classes'], library, parent }, tests, json, check };
  if (help) return { ...asked, name: null };
  if (name === undefined || !Object.hasOwn(COMMANDS, name)) throw new Unusable(USAGE);
  if (files.length === 0) throw new Unusable(`usage: npm run recipe -- ${COMMANDS[name]!.usage}`);
  return { ...asked, name };
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Unusable(`${(error as Error).message}\n\n${USAGE}`);
  }
}
