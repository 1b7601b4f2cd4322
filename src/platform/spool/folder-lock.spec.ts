import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { FolderLock } from './index.js';

const root = mkdtempSync(join(tmpdir(), 'ballroom-lock-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Another process that has the folder, until it is killed. */
async function otherWith(directory: string): Promise<() => Promise<void>> {
  const program = join(root, 'other.mjs');
  const lock = new URL('folder-lock.ts', import.meta.url).href;
  writeFileSync(
    program,
    `const { FolderLock } = await import(${JSON.stringify(lock)});
     globalThis.kept = await FolderLock.take(${JSON.stringify(directory)});
     process.on("message", () => undefined); // keeps it there
     process.send({ has: globalThis.kept !== null });`,
  );
  const other = fork(program, { execArgv: ['--import', join(process.cwd(), 'test/support/typescript.mjs')] });
  expect((await once(other, 'message'))[0]).toEqual({ has: true });
  return async () => {
    other.kill('SIGKILL');
    await once(other, 'exit');
  };
}

describe('the lock of a folder', () => {
  it('is one’s at a time, and free again when it is released', async () => {
    const directory = join(root, 'a', 'spool');
    const first = await FolderLock.take(directory);
    expect(first).not.toBeNull();
    expect(await FolderLock.take(directory)).toBeNull();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    first!.release();
    const again = await FolderLock.take(directory);
    expect(again).not.toBeNull();
    again!.release();
  });

  it('ends with a process that is killed, and not before', async () => {
    const directory = join(root, 'b');
    const kill = await otherWith(directory);
    expect(await FolderLock.take(directory)).toBeNull();
    await kill();
    const lock = await FolderLock.take(directory);
    expect(lock).not.toBeNull();
    lock!.release();
  });

  it('of a folder that cannot be written to fails with why', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(FolderLock.take(join(root, 'file'))).rejects.toThrow('EEXIST');
  });
});
