import { readFileSync } from 'node:fs';

/** A program by its number and, since numbers are used again, by when it began (clock ticks since boot; null where unknown). */
export interface RunningProgram {
  name: string;
  pid: number;
  began: string | null;
}

export const runningProgram = (name: string, pid: number): RunningProgram => ({
  name,
  pid,
  began: status(pid)?.began ?? null,
});

/** Whether it is that very program that still runs. */
export function isRunning({ pid, began }: RunningProgram): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = status(pid);
  return now === undefined ? began === null : now.state !== 'Z' && (began === null || now.began === began);
}

/** Ends that very program, at once. */
export function end(program: RunningProgram): void {
  if (isRunning(program)) process.kill(program.pid, 'SIGKILL');
}

/** From the kernel: undefined where there is no /proc, or no such program. */
function status(pid: number): { state: string; began: string } | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', began: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}
