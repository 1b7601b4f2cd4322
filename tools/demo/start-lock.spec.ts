import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runningProgram } from './running-program.js';
import { takeStartLock } from './start-lock.js';

let data: string;
const programs: ChildProcess[] = [];
beforeEach(() => void (data = mkdtempSync(join(tmpdir(), 'ballroom-lock-'))));
afterEach(() => {
  for (const program of programs.splice(0)) program.kill('SIGKILL');
  rmSync(data, { recursive: true });
});

type Answer = { taken?: boolean; error?: string; leftBehind?: unknown[] };

function other(): { program: ChildProcess; answer: Promise<Answer> } {
  const execArgv = ['--import', resolve('test/support/typescript.mjs')];
  const program = fork(resolve('test/support/hold-start-lock.ts'), [data], { execArgv });
  programs.push(program);
  return { program, answer: once(program, 'message').then(([answer]) => answer as Answer) };
}

async function killed(program: ChildProcess): Promise<void> {
  const gone = once(program, 'exit');
  program.kill('SIGKILL');
  await gone;
}

describe('a second start on one data directory', () => {
  it('is refused with who holds it, until that one has ended', async () => {
    const { program, answer } = other();
    expect(await answer).toMatchObject({ taken: true, leftBehind: [] });
    expect(() => takeStartLock(data)).toThrow(
      new RegExp(
        `^Ballroom already runs on ${data}: process ${program.pid}, since 20.*Z\\. Stop it, or set BALLROOM_DATA`,
      ),
    );
    await killed(program);
    const lock = takeStartLock(data);
    lock.release();
    expect(readdirSync(data)).toEqual([]);
  });

  it('after kill -9 is told what may still run, and only that', async () => {
    const { program, answer } = other();
    await answer;
    const child = spawn('sleep', ['60']);
    programs.push(child);
    await once(child, 'spawn');
    const alive = runningProgram('unit', child.pid ?? 0);
    const reused = { name: 'server', pid: child.pid ?? 0, began: '1' };
    program.send([alive, reused]);
    await once(program, 'message');
    await killed(program);
    const lock = takeStartLock(data);
    expect(lock.leftBehind).toEqual([alive]);
    lock.release();
  });

  it('is not refused for a number that another program got since', () => {
    const holder = { name: 'npm start', pid: process.pid, began: '1' };
    writeFileSync(join(data, 'start.lock'), JSON.stringify({ holder, since: '2026-01-01', children: [] }));
    takeStartLock(data).release();
  });

  it('is not refused for a lock that a power cut left empty', () => {
    writeFileSync(join(data, 'start.lock'), '');
    takeStartLock(data).release();
  });

  it('lets exactly one of several that come at once have it', async () => {
    const { program, answer } = other();
    await answer;
    await killed(program);
    const answers = await Promise.all([other(), other(), other(), other()].map((one) => one.answer));
    expect(answers.filter(({ taken }) => taken)).toHaveLength(1);
    expect(answers.filter(({ error }) => error?.startsWith('Ballroom already runs on'))).toHaveLength(3);
    expect(existsSync(join(data, 'start.lock'))).toBe(true);
  });
});
