import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { keepRunning, type KeptRunning, lastWords } from './kept-running.js';
import { isRunning, type RunningProgram, runningProgram } from './running-program.js';

const home = mkdtempSync(join(tmpdir(), 'ballroom-kept-'));
const script = join(home, 'child.mjs');
const logFile = join(home, 'logs/child.log');
writeFileSync(
  script,
  `console.log('up', process.argv[2], process.env.GREETING); process.on('SIGTERM', () => { console.log('closed'); process.exit(); }); setInterval(() => {}, 1000);`,
);
const kept: KeptRunning[] = [];
let said: string[] = [];
afterEach(async () => {
  for (const program of kept.splice(0)) await program.stop();
  said = [];
});
afterAll(() => rmSync(home, { recursive: true }));

function keep(args = [script, 'one']): KeptRunning {
  const env = { ...process.env, GREETING: 'hello' };
  const program = keepRunning(
    { name: 'U-01', args, env, logFile },
    { say: (line) => said.push(line), changed: () => {} },
  );
  kept.push(program);
  return program;
}

async function until(met: () => boolean): Promise<void> {
  for (let waited = 0; !met(); waited += 20) {
    if (waited > 60_000) throw new Error(`never met: ${met.toString()}`);
    await sleep(20);
  }
}

describe('a program that is kept running', () => {
  it('comes back with a note when it is killed, and its last words stay readable', async () => {
    const program = keep();
    await until(() => lastWords(logFile) === 'up one hello');
    const first = program.running() as RunningProgram;
    process.kill(first.pid, 'SIGKILL');
    await until(() => program.starts() === 2);
    expect(said).toEqual(['U-01 ended by itself (SIGKILL); it is started again in 0.5 s']);
    expect(program.running()?.pid).not.toBe(first.pid);
    expect(readFileSync(`${logFile}.1`, 'utf8')).toBe('up one hello\n');
  });

  it('is started again ever more slowly when it cannot live', async () => {
    const program = keep(['--eval', 'process.exit(3)']);
    await until(() => program.starts() === 3);
    expect(said.slice(0, 2)).toEqual([
      'U-01 ended by itself (exit 3); it is started again in 0.5 s',
      'U-01 ended by itself (exit 3); it is started again in 1 s',
    ]);
  });

  it('ends by SIGTERM when it is stopped, and stays away', async () => {
    const program = keep();
    await until(() => lastWords(logFile) === 'up one hello');
    await program.stop();
    await sleep(700);
    expect(lastWords(logFile)).toBe('up one hello\nclosed');
    expect({ running: program.running(), starts: program.starts(), said }).toEqual({
      running: undefined,
      starts: 1,
      said: [],
    });
  });

  it('dies with what keeps it, even by kill -9', async () => {
    const execArgv = ['--import', resolve('test/support/typescript.mjs')];
    const holder: ChildProcess = fork(resolve('test/support/hold-child.ts'), [logFile, script, 'two'], { execArgv });
    const [{ pid }] = (await once(holder, 'message')) as [{ pid: number }];
    const child = runningProgram('child', pid);
    expect(isRunning(child)).toBe(true);
    holder.kill('SIGKILL');
    await until(() => !isRunning(child));
  });
});
