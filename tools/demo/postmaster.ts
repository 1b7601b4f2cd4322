import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What the lock file in a cluster's folder says, and whether it is true. */
export type Postmaster = { state: 'absent' } | { state: 'starting' | 'ready' | 'stopping'; pid: number; port: number };

/** A standby that can be read is ready. */
const STATES = { ready: 'ready', standby: 'ready', stopping: 'stopping' } as const;

/** Reads postmaster.pid; one whose number now belongs to another program (a reboot) is taken away, as PostgreSQL would trip over it. */
export function postmasterOf(dir: string): Postmaster {
  const file = join(dir, 'postmaster.pid');
  const lines = readLines(file);
  const pid = Number(lines[0]);
  if (lines.length === 0 || !Number.isInteger(pid) || pid <= 0) return { state: 'absent' };
  const program = argumentsOf(pid);
  if (program === undefined) return { state: 'absent' };
  if (basename(program[0] ?? '') !== 'postgres' || !program.includes(dir)) {
    if (readLines(file)[0] === lines[0]) rmSync(file, { force: true });
    return { state: 'absent' };
  }
  const said = (lines[7] ?? '').trim();
  const state = said in STATES ? STATES[said as keyof typeof STATES] : 'starting';
  return { state, pid, port: Number(lines[3]) };
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A living program's arguments; undefined when there is none, empty when it has ended but was not waited for. */
function argumentsOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return undefined;
  }
}
