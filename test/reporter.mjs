import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { suiteOf } from './suites.mjs';

const FINE = 'passed';
const BROKEN = 'failed';

/**
 * Prints a line for each test file and what failed in it, and writes every test to `file` (JSON: `suite`, `file`,
 * `title`, `status` passed | failed | skipped, `seconds`), for the totals of test/run.mjs and for the trace matrix.
 */
export default class Reporter {
  #tests = [];

  constructor({ rootDir }, { file = 'test-results/tests.json' } = {}) {
    this.rootDir = rootDir;
    this.file = file;
  }

  onTestResult({ path }, { testResults, testExecError, failureMessage, perfStats, console: printed }) {
    const file = relative(this.rootDir, path);
    const suite = suiteOf(file);
    const seconds = (perfStats.end - perfStats.start) / 1000;
    const tests = testResults.map(({ fullName, status, duration }) => ({
      suite,
      file,
      title: fullName,
      status: [FINE, BROKEN].includes(status) ? status : 'skipped',
      seconds: (duration ?? 0) / 1000,
    }));
    if (testExecError) tests.push({ suite, file, title: `${file} as a whole`, status: BROKEN, seconds });
    this.#tests.push(...tests);
    const failed = tests.some(({ status }) => status === BROKEN);
    console.log(`${failed ? '✗' : '✓'} ${file}  ${tests.length} tests, ${seconds.toFixed(1)} s`);
    if (!failed) return;
    for (const { type, message } of printed ?? []) console.log(`  ${type}: ${message}`);
    console.log(failureMessage || testExecError?.message);
  }

  onRunComplete() {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify(this.#tests, null, 1));
  }
}
