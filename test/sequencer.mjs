import { statSync } from 'node:fs';
import { SUITES, suiteOf } from './suites.mjs';

/** Orders test files: the slowest suites first, within a suite the largest file first. */
export default class SlowestFirst {
  sort(tests) {
    const rank = ({ path }) => SUITES.indexOf(suiteOf(path));
    const size = ({ path }) => statSync(path).size;
    return [...tests].sort((a, b) => rank(a) - rank(b) || size(b) - size(a));
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
