import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDir } from './data-dir.js';
import { isRunning, type RunningProgram, runningProgram } from './running-program.js';

interface Held {
  holder: RunningProgram;
  since: string;
  children: RunningProgram[];
}

export interface StartLock {
  /** programs of an earlier start that was killed, which may still be ending */
  leftBehind: RunningProgram[];
  /** writes down what runs, for the start after a kill */
  note(children: RunningProgram[]): void;
  release(): void;
}

/**
 * One start on a data directory at a time, by the file `start.lock`; that of a start that was killed is taken over.
 * @throws Error that names who holds it
 */
export function takeStartLock(dataDir: string): StartLock {
  makeDataDir(dataDir);
  const file = join(dataDir, 'start.lock');
  const draft = `${file}.${process.pid}`;
  const own: Held = { holder: runningProgram('npm start', process.pid), since: new Date().toISOString(), children: [] };
  const write = (children: RunningProgram[]) =>
    writeFileSync(draft, JSON.stringify({ ...own, children }), { mode: 0o600 });
  const leftBehind: RunningProgram[] = [];
  write([]);
  try {
    while (!linked(draft, file)) leftBehind.push(...takenOver(file, dataDir));
  } finally {
    rmSync(draft);
  }
  const note = (children: RunningProgram[]) => {
    write(children);
    renameSync(draft, file);
  };
  return { leftBehind: leftBehind.filter(isRunning), note, release: () => rmSync(file, { force: true }) };
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a dead start's lock away and tells what it had started; one that was renewed in between is put back. */
function takenOver(file: string, dataDir: string): RunningProgram[] {
  const found = read(file);
  if (found && isRunning(found.holder))
    throw new Error(
      `Ballroom already runs on ${dataDir}: process ${found.holder.pid}, since ${found.since}. Stop it, or set BALLROOM_DATA to another directory.`,
    );
  const aside = `${file}.dead-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const moved = read(aside);
  if (moved && isRunning(moved.holder)) linked(aside, file);
  rmSync(aside);
  return moved?.children ?? [];
}

function read(file: string): Held | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Held;
  } catch {
    return undefined;
  }
}
