import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

const home = mkdtempSync(join(tmpdir(), 'ballroom-start-'));
afterAll(() => rmSync(home, { recursive: true }));

async function start(settings: Record<string, string>): Promise<{ exit: number; printed: string }> {
  const args = ['--import', resolve('test/support/typescript.mjs'), resolve('tools/start.ts')];
  const env = { PATH: process.env['PATH'], HOME: home, BALLROOM_DATA: join(home, 'data'), ...settings };
  const program = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [program.stdout, program.stderr])
    stream.on('data', (text: Buffer) => (printed += text.toString()));
  const [exit] = (await once(program, 'close')) as [number];
  return { exit, printed };
}

describe('npm start', () => {
  it('names all bad settings in one message and starts nothing', async () => {
    const { exit, printed } = await start({ PORT: '3000x', BALLROOM_SPED: '5' });
    expect(exit).toBe(1);
    expect(printed).toMatch(/^Ballroom cannot start with these settings:\n {2}- .*\n {2}- .*\n$/);
    expect(existsSync(join(home, 'data'))).toBe(false);
  });

  it('refuses production without a database, and without https, in one message', async () => {
    const { exit, printed } = await start({ BALLROOM_MODE: 'production' });
    expect(exit).toBe(1);
    expect(printed).toMatch(/- DATABASE_URL is missing.*\n {2}- BALLROOM_PUBLIC_URL is/);
  });

  it('says that its port is taken before anything is started, and leaves no lock', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { exit, printed } = await start({ PORT: `${port}` });
    other.close();
    expect({ exit, printed }).toEqual({
      exit: 1,
      printed: `Ballroom cannot start with these settings:\n  - PORT is "${port}", which another program has; stop that one, or set PORT to another\n`,
    });
    expect(existsSync(join(home, 'data/postgres'))).toBe(false);
    expect(existsSync(join(home, 'data/start.lock'))).toBe(false);
  });

  it('wants both connections of a database of your own, or neither', async () => {
    const { exit, printed } = await start({ PORT: '0', DATABASE_URL: 'postgres://app:x@127.0.0.1:1/ballroom' });
    expect(exit).toBe(1);
    expect(printed).toContain('DATABASE_URL and DATABASE_MIGRATION_URL are given both, or neither');
  });
});
