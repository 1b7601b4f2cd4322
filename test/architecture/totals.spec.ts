import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { PlantedTree, ROOT } from './planted-tree.js';

const here = (files: string[]) =>
  Object.fromEntries(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
const suite = (name: string) => ({ [`test/${name}/one.spec.ts`]: `it('runs', () => {});` });

/** The test command over planted suites. */
const testIn = (tree: PlantedTree, env: NodeJS.ProcessEnv): Promise<{ code: number; lines: string[] }> =>
  new Promise((done) => {
    const command = [join(tree.folder, 'test/run.mjs'), '--tests'];
    const own = { ...process.env, CI: '', BALLROOM_MISSING_PEERS: '', ...env };
    const child = execFile(process.execPath, command, { cwd: tree.folder, env: own }, (_, output) =>
      done({ code: child.exitCode ?? -1, lines: output.trimEnd().split('\n') }),
    );
  });

/** The second worker hears what it works on before it listens, and asks for it when the others have long been told. */
const LATE = `
const { send, emit } = process;
let ask;
const asks = () => { ask?.(); ask = undefined; };
const isLate = process.env.TINYPOOL_WORKER_ID === '2';
process.emit = (event, message, ...more) => {
  if (!ask || message?.type !== 'jest-light-runner-worker-data') return emit.call(process, event, message, ...more);
  return setTimeout(asks, 10);
};
process.send = (message, ...more) => {
  if (!isLate || message !== 'jest-light-runner-get-worker-data') return send.call(process, message, ...more);
  ask = () => send.call(process, message, ...more);
  return setTimeout(asks, 5000);
};`;

describe('totals', () => {
  const command = here([
    'jest.config.mjs',
    'test/run.mjs',
    'test/reporter.mjs',
    'test/sequencer.mjs',
    'test/suites.mjs',
    'test/support/runner.mjs',
    'test/support/source-maps.mjs',
    'test/support/typescript.mjs',
    'test/support/jest-globals.mjs',
  ]);
  const folders = { 'simulators/a.ts': '', 'tools/a.ts': '', 'src/kernel/one.spec.ts': `it('runs', () => {});` };
  const four = ['stories', 'faults', 'browser', 'architecture'].reduce(
    (all, name) => ({ ...all, ...suite(name) }),
    folders,
  );
  const skipping = `it('runs', () => {});\nit.skip('waits for a reason', () => {});`;
  let skipped: { code: number; lines: string[] };
  let strict: typeof skipped;
  let broken: typeof skipped;

  beforeAll(async () => {
    using quiet = new PlantedTree({ ...command, ...four, 'test/api/one.spec.ts': skipping });
    skipped = await testIn(quiet, {});
    strict = await testIn(quiet, { CI: 'true', BALLROOM_MISSING_PEERS: 'mosquitto' });
    using loud = new PlantedTree({
      ...command,
      ...four,
      'src/kernel/torn.spec.ts': `import './nowhere.js';\nit('is never reached', () => {});`,
      'src/kernel/wrong.spec.ts': `it('is wrong', () => { throw new Error('as it should'); });`,
    });
    broken = await testIn(loud, {});
  }, 60_000);

  it('end with one plain line, and name what was skipped', () => {
    expect(skipped.lines.at(-1)).toBe('6 passed, 0 failed');
    expect(skipped.lines).toContain('skipped: api: waits for a reason');
    expect(skipped.code).toBe(0);
  });

  it('count what was skipped, and a peer that is missing, as failed where everything must run', () => {
    expect(strict.lines.at(-1)).toBe('6 passed, 2 failed');
    expect(strict.lines).toContain('failed: checks: mosquitto could not be installed');
    expect(strict.code).toBe(1);
  });

  it('count a wrong test, a file that does not load and a suite that did not run', () => {
    expect(broken.lines.at(-1)).toBe('5 passed, 3 failed');
    expect(broken.lines).toContain('failed: unit: is wrong');
    expect(broken.lines).toContain('failed: unit: src/kernel/torn.spec.ts as a whole');
    expect(broken.lines).toContain('failed: api: no test of suite api ran');
    expect(broken.code).toBe(1);
  });

  it('end also where a worker is slower than the others to ask what it works on', async () => {
    using slow = new PlantedTree({ ...command, ...four, ...suite('api'), 'late.mjs': LATE });
    const { lines } = await testIn(slow, { NODE_OPTIONS: `--import ${join(slow.folder, 'late.mjs')}` });
    expect(lines.at(-1)).toBe('6 passed, 0 failed');
  }, 60_000);
});
