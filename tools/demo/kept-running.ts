import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { dyingWithParent } from './parent-death.js';
import { type RunningProgram, runningProgram } from './running-program.js';

export interface Program {
  name: string;
  /** the module to run with this Node, and its arguments */
  args: readonly string[];
  env: Record<string, string | undefined>;
  logFile: string;
}

export interface KeptRunning {
  name: string;
  logFile: string;
  running: () => RunningProgram | undefined;
  /** how often it has been started */
  starts: () => number;
  /** SIGTERM, and SIGKILL after ten seconds; it is not started again */
  stop: () => Promise<void>;
}

const PATIENCE = 10_000;
const LONGEST_PAUSE = 15_000;
/** a program that lived so long is started again without a growing pause */
const STEADY = 30_000;

/**
 * Runs a program as a child that ends when we do, and starts it again when it ends by itself, with a growing pause.
 * What it prints goes to its log, the last start's to `<log>.1`.
 */
export function keepRunning(program: Program, told: { say: (line: string) => void; changed: () => void }): KeptRunning {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let starts = 0;
  let failures = 0;

  const start = () => {
    const began = Date.now();
    const current = launch(program);
    child = current;
    starts++;
    const over = (how: string) => {
      if (child !== current) return;
      child = undefined;
      told.changed();
      if (stopping) return;
      failures = Date.now() - began > STEADY ? 1 : failures + 1;
      const pause = Math.min(500 * 2 ** (failures - 1), LONGEST_PAUSE);
      told.say(`${program.name} ended by itself (${how}); it is started again in ${pause / 1000} s`);
      timer = setTimeout(start, pause);
    };
    current.once('error', (error) => over(error.message));
    current.once('exit', (code, signal) => over(signal ?? `exit ${code}`));
    told.changed();
  };

  const stop = async () => {
    stopping = true;
    clearTimeout(timer);
    const last = child;
    if (!last) return;
    const gone = new Promise<void>((resolve) => last.once('exit', () => resolve()));
    const force = setTimeout(() => last.kill('SIGKILL'), PATIENCE);
    last.kill('SIGTERM');
    if (last.connected) last.disconnect(); // an open channel would keep it alive
    await gone;
    clearTimeout(force);
  };

  start();
  return {
    name: program.name,
    logFile: program.logFile,
    running: () => (child?.pid === undefined ? undefined : runningProgram(program.name, child.pid)),
    starts: () => starts,
    stop,
  };
}

function launch({ args, env, logFile }: Program): ChildProcess {
  mkdirSync(dirname(logFile), { recursive: true });
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, 'a', 0o600);
  const [command, all] = dyingWithParent('KILL', process.execPath, [...process.execArgv, ...args]);
  try {
    // a session of its own: Ctrl-C in the terminal reaches us alone, and we stop things in order
    return spawn(command, all, { env, detached: true, stdio: ['ignore', log, log, 'ipc'] });
  } finally {
    closeSync(log);
  }
}

/** The last lines of a program's log, for the one who has to find out. */
export function lastWords(logFile: string): string {
  try {
    return readFileSync(logFile, 'utf8').trim().split('\n').slice(-15).join('\n');
  } catch {
    return '';
  }
}
