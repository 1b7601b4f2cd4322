/**
 * The test command: the checks, then every suite of tests. Each check counts as one test, and the last line is
 * `N passed, N failed`. `--checks [name…]` runs checks alone, `--tests` the suites alone.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { SUITES } from './suites.mjs';

const ROOT = join(import.meta.dirname, '..');
const REPORT = join(ROOT, 'test-results/tests.json');
/** Checks keep a core busy each; a test waits half of its time. */
const CHECKERS = 2;
const WORKERS = 3;
const LONGEST_RUN = 30 * 60_000;

const bin = (name, ...args) => [process.execPath, join(ROOT, 'node_modules/.bin', name), ...args];
const folders = ['src', 'migrations', 'simulators', 'tools', 'test', 'web', 'bench'].filter((folder) =>
  existsSync(join(ROOT, folder)),
);

/** Slow ones first; `after` names a check whose result this one reads. */
const CHECKS = [
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'lint and types', command: bin('oxlint', '.') },
  { name: 'format', command: bin('prettier', '--check', '--log-level', 'warn', '.') },
  { name: 'unused', command: bin('knip', '--no-progress') },
  {
    name: 'boundaries',
    command: bin('depcruise', '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long', ...folders),
  },
  {
    name: 'api-types',
    command: bin('openapi-typescript', 'docs/openapi.json', '--output', 'web/src/api/schema.d.ts', '--check'),
  },
  { name: 'snapshots', command: [process.execPath, 'dist/tools/snapshots.js', '--check'], after: 'build' },
];

/** What only a whole run can say: whether each clause that is claimed was shown by it. */
const TRACE = { name: 'trace', command: ['npm', 'run', '--silent', 'trace', '--', '--check'] };

const seconds = (since) => (performance.now() - since) / 1000;

function run([program, ...args], options) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      ...options,
    });
    let output = '';
    child.stdout?.on('data', (data) => (output += data));
    child.stderr?.on('data', (data) => (output += data));
    child.once('error', (error) => done({ code: 1, output: error.message }));
    child.once('close', (code, signal) => done({ code: code ?? signal, output }));
  });
}

async function check({ name, command, after }, earlier) {
  await earlier.get(after);
  const since = performance.now();
  const { code, output } = await run(command, { stdio: ['ignore', 'pipe', 'pipe'] });
  console.log(
    `${code === 0 ? '✓' : '✗'} ${name}  ${seconds(since).toFixed(1)} s${code === 0 ? '' : `\n${stripVTControlCharacters(output).trim()}`}`,
  );
  const result = { suite: 'checks', title: name, status: code === 0 ? 'passed' : 'failed' };
  return { result, spent: { suite: 'checks', seconds: seconds(since) } };
}

/** Runs checks two at a time, in their order. */
async function runChecks(checks) {
  const begun = new Map();
  const waiting = [...checks];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      begun.set(next.name, check(next, begun));
      await begun.get(next.name);
    }
  };
  await Promise.all(Array.from({ length: CHECKERS }, worker));
  const ended = await Promise.all(begun.values());
  return { results: ended.map(({ result }) => result), spent: ended.map(({ spent }) => spent) };
}

async function runTests() {
  rmSync(REPORT, { force: true });
  const args = ['--ci', `--maxWorkers=${WORKERS}`, '--reporters=<rootDir>/test/reporter.mjs'];
  const { code } = await run(bin('jest', ...args), {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: LONGEST_RUN,
  });
  const { tests, files } = existsSync(REPORT) ? JSON.parse(readFileSync(REPORT, 'utf8')) : { tests: [], files: [] };
  const ran = (suite) => tests.some((test) => test.suite === suite && test.status !== 'skipped');
  const missing = SUITES.filter((suite) => !ran(suite)).map((suite) => failure(suite, `no test of suite ${suite} ran`));
  const broken = code !== 0 && !tests.some(({ status }) => status === 'failed');
  if (broken) missing.push(failure('unit', `the test runner ended with ${code}`));
  return { results: [...tests, ...missing], spent: files };
}

/** Prints the table, what was skipped and what failed, and the totals; the exit code follows them. */
function conclude(results, spent, begun) {
  const strict = process.env.CI ? ['failed', 'skipped'] : ['failed'];
  const count = (list, ...statuses) => list.filter(({ status }) => statuses.includes(status)).length;
  console.log(`\n${'suite'.padEnd(14)}passed  failed  skipped  seconds`);
  for (const suite of ['checks', ...SUITES]) {
    const own = results.filter((result) => result.suite === suite);
    const time = spent.filter((one) => one.suite === suite).reduce((sum, one) => sum + one.seconds, 0);
    const figures = ['passed', 'failed', 'skipped'].map((status) => `${count(own, status)}`.padStart(6)).join('  ');
    if (own.length) console.log(suite.padEnd(14) + figures + time.toFixed(1).padStart(10));
  }
  console.log(`in all ${seconds(begun).toFixed(0)} s on ${WORKERS} workers`);
  for (const status of ['skipped', 'failed'])
    for (const { suite, title } of results.filter((result) => result.status === status))
      console.log(`${status}: ${suite}: ${title}`);
  const failed = count(results, ...strict);
  const passed = count(results, 'passed');
  process.exitCode = failed || !passed ? 1 : 0;
  console.log(`\n${passed} passed, ${failed} failed`);
}

const failure = (suite, title) => ({ suite, title, status: 'failed' });

/** What .ci/run could not install: peers that tests run against, by name. */
const missingPeers = () =>
  (process.env.BALLROOM_MISSING_PEERS ?? '')
    .split(' ')
    .filter(Boolean)
    .map((peer) => failure('checks', `${peer} could not be installed`));

const [major, minor] = process.versions.node.split('.').map(Number);
const begun = performance.now();
const [mode, ...names] = process.argv.slice(2);
if (major < 24 || (major === 24 && minor < 9)) {
  const title = `Node 24.9 or later is needed, this is ${process.versions.node}; run it by npm, which brings its own`;
  conclude([failure('checks', title)], [], begun);
} else {
  const unknown = names.filter((name) => !CHECKS.some((known) => known.name === name));
  const wanted = names.length ? CHECKS.filter(({ name }) => names.includes(name)) : CHECKS;
  const nothing = { results: [], spent: [] };
  const checks = mode === '--tests' ? nothing : await runChecks(wanted);
  const tests = mode === '--checks' ? nothing : await runTests();
  const trace = mode === undefined ? await runChecks([TRACE]) : nothing;
  const absent = [...missingPeers(), ...unknown.map((name) => failure('checks', `${name}: there is no such check`))];
  const all = [checks, tests, trace];
  const results = [...absent, ...all.flatMap((part) => part.results)];
  conclude(
    results,
    all.flatMap(({ spent }) => spent),
    begun,
  );
}
