import { inWords, type Rehearsal, rehearse } from '../../src/execution/rehearsals/domain/index.js';
import type { Asked, Command } from './command.js';
import { isTests, readRecipe } from './files.js';
import { plural } from './lint.js';
import { readTests, recipeUnder } from './tests.js';

export const dryRun: Command = {
  usage: 'dry-run FILE… [--given FILE.test.yaml]',
  about: 'Runs recipes in virtual time, everything as it should be, and says how that went.',
  run(asked) {
    const runs = asked.files.map((file) => ({ file, rehearsal: run(file, asked) }));
    return {
      text: runs.flatMap(({ file, rehearsal }) => told(file, rehearsal)),
      json: runs,
      ok: runs.every(({ rehearsal }) => rehearsal.state !== 'standing'),
    };
  },
};

/** A file of tests dry-runs its recipe on what it gives to all of them. */
function run(file: string, { basis, tests }: Asked): Rehearsal {
  const given = tests ?? (isTests(file) ? file : undefined);
  if (given === undefined) return rehearse(readRecipe(file, basis));
  const read = readTests(given);
  return rehearse(isTests(file) ? recipeUnder(file, read, basis) : readRecipe(file, basis), read.given);
}

function told(file: string, { steps, exceptions, events, yields, ...end }: Rehearsal): string[] {
  const { state, lasted, facts, standstill } = end;
  const stands = standstill && `stands still at ${standstill.step ?? 'the batch'}: ${standstill.code}`;
  return [
    `${file}: ${state} after ${lasted}, ${plural(steps.length, 'step')}, ${plural(facts, 'fact')}`,
    ...steps.map(({ step, round, state: at, started, ended }) => {
      const name = round === null ? step : `${step} (${round})`;
      return `  ${name.padEnd(36)} ${at.padEnd(10)} ${started ?? ''}${ended === null ? '' : ` to ${ended}`}`.trimEnd();
    }),
    ...section(
      'yield',
      yields.map(({ step, actual, percent }) => `${step} ${actual}${percent === null ? '' : `, ${percent}`}`),
    ),
    ...section('event', events.map(inWords)),
    ...section(
      'exception',
      exceptions.map((one) => `${inWords(one)}${one.deviation ? ', opens a deviation' : ''}`),
    ),
    ...(stands === null ? [] : [`  ${stands} ${JSON.stringify(standstill!.values)}`]),
  ];
}

const section = (what: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : [`  ${plural(lines.length, what)}`, ...lines.map((line) => `    ${line}`)];
