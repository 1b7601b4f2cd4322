import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type RunOf, tracePage } from './trace/page.js';
import { type Clause, type TestRun, traceOf } from './trace/trace.js';

const RUN = 'test-results/tests.json';
const PAGE = 'docs/traceability.md';

function commitOf(): string | null {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return null;
  }
}

/** 0: each claimed clause is shown by tests that passed, 1: one is not, 2: the tests have not run. `--check` writes nothing. */
function main(args: readonly string[]): 0 | 1 | 2 {
  if (!existsSync(RUN)) {
    console.error(`${RUN} is not there: npm test writes it`);
    return 2;
  }
  const { tests } = JSON.parse(readFileSync(RUN, 'utf8')) as { tests: TestRun[] };
  const trace = traceOf(parse(readFileSync('docs/clauses.yaml', 'utf8')) as Clause[], tests);
  const run: RunOf = { date: new Date().toISOString().slice(0, 10), commit: commitOf(), node: process.versions.node };
  if (!args.includes('--check')) writeFileSync(PAGE, tracePage(trace, run));
  for (const fault of trace.faults) console.error(fault);
  for (const { clause, tests: shown, result, open } of trace.clauses)
    console.log(
      `${clause.padEnd(12)} ${result.padEnd(8)} ${`${shown.length}`.padStart(4)}  ${open ? `open: ${open}` : ''}`,
    );
  return trace.faults.length === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
