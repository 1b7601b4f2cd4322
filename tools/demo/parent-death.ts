import { spawnSync } from 'node:child_process';

let available: boolean | undefined;

/** Whether the kernel can be asked to end a child when its parent dies (util-linux on Linux). */
function hasSetpriv(): boolean {
  available ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0;
  return available;
}

/** The command, wrapped so that it gets `signal` when this program dies in whatever way; unwrapped where that is not to be had. */
export function dyingWithParent(signal: 'INT' | 'KILL', command: string, args: readonly string[]): [string, string[]] {
  return hasSetpriv() ? ['setpriv', ['--pdeathsig', signal, command, ...args]] : [command, [...args]];
}
