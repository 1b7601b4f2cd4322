import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { suiteOf } from './suites.mjs';

const FINE = 'passed';
const BROKEN = 'failed';

/**
 * Prints a line for each test file and what failed in it, and writes the run to `file` as JSON, for the totals of
 * test/run.mjs and for the trace matrix: `tests` with suite, file, title and status (passed | failed | skipped), and
 * `files` with suite, file and seconds.
 */
export default class Reporter {
  #tests = [];
  #files = [];

  constructor({ rootDir }, { file = 'test-results/tests.json' } = {}) {
    this.rootDir = rootDir;
    this.file = file;
  }

  onTestResult({ path }, { testResults, testExecError, failureMessage, perfStats, console: printed }) {
    const file = relative(this.rootDir, path);
    const suite = suiteOf(file);
    const seconds = (perfStats.end - perfStats.start) / 1000;
    const tests = testResults.map(({ ancestorTitles, title, status }) => ({
      suite,
      file,
      title: [...ancestorTitles, title].join(' '),
      status: [FINE, BROKEN].includes(status) ? status : 'skipped',
    }));
    if (testExecError) tests.push({ suite, file, title: `${file} as a whole`, status: BROKEN });
    this.#tests.push(...tests);
    this.#files.push({ suite, file, seconds });
    const failed = tests.some(({ status }) => status === BROKEN);
    console.log(`${failed ? '✗' : '✓'} ${file}  ${tests.length} tests, ${seconds.toFixed(1)} s`);
    if (!failed) return;
    for (const { type, message } of printed ?? []) console.log(`  ${type}: ${message}`);
    console.log(failureMessage || testExecError?.message);
  }

  onRunComplete() {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify({ tests: this.#tests, files: this.#files }, null, 1));
  }
}
