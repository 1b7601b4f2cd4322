import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { lastWords } from '../../tools/demo/kept-running.js';
import { dyingWithParent } from '../../tools/demo/parent-death.js';
import { isFree } from '../../tools/demo/ports.js';

/** A program of ours as a process of its own. */
export interface Killable {
  pid(): number;
  isAlive(): boolean;
  /** `kill -9`; returns when it is gone */
  kill(): Promise<void>;
  /** starts it again where it was, this time with these options too; returns when it is ready */
  start(...more: string[]): Promise<void>;
  /** SIGTERM, and SIGKILL where that does not end it */
  stop(): Promise<void>;
}

/** Lets Node run our sources as they stand. */
export const TYPESCRIPT = ['--import', './test/support/typescript.mjs'];

const PATIENCE = 10_000;

/** Ends the wait for a program that has ended by itself. */
export function failed({ exitCode, signalCode }: ChildProcess): undefined {
  if (exitCode !== null || signalCode !== null) throw new Error(`it ended by itself: ${exitCode ?? signalCode}`);
}

export function killable(
  name: string,
  logFile: string,
  [command, ...args]: [string, ...string[]],
  env: Record<string, string>,
  untilReady: (child: ChildProcess) => Promise<void>,
): Killable {
  let child: ChildProcess | undefined;
  const isAlive = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const last = child;
    if (last === undefined || !isAlive()) return;
    const gone = new Promise<void>((resolve) => last.once('exit', () => resolve()));
    last.kill(signal);
    const force = setTimeout(() => last.kill('SIGKILL'), PATIENCE);
    await gone;
    clearTimeout(force);
  };
  return {
    pid: () => child!.pid!,
    isAlive,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async start(...more) {
      const log = openSync(logFile, 'a');
      const [first, all] = dyingWithParent('KILL', command, [...args, ...more]);
      const path = { PATH: process.env['PATH'] };
      child = spawn(first, all, { env: { ...path, ...env }, stdio: ['ignore', 'pipe', log] });
      closeSync(log);
      await untilReady(child).catch((error: unknown) => {
        throw new Error(`${name} does not start: ${String(error)}\n${lastWords(logFile)}`);
      });
    },
  };
}

/** Of each test worker its own, from 0. */
const RANGE = { first: 20_000, length: 3000, of: Number(process.env['JEST_WORKER_ID'] ?? 0) % 4 };
const given = new Set<number>();

/**
 * Free ports below those that the system gives to outgoing connections, so that they stay free while their owner is dead. Nobody
 * else is given one of them, however long its owner takes until it listens.
 */
export async function keptFree(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = RANGE.first + RANGE.length * RANGE.of + randomInt(RANGE.length);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}
