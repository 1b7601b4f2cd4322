import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transformFileSync } from '@swc/core';
import type { LedgerLine } from './index.js';
import { BadOptions } from '../unit/command-line.js';
import { unitOptions } from './options.js';
import { byPassword, clientIdentity, STATE, TestClient, VALUES } from './test-client.js';

interface Ready {
  endpoint: string;
  control: string;
}

interface Snapshot {
  state: string;
  program: { id: string; elapsed: number };
  culture: { viable: number; age: number };
}

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'culture-unit-'));
const dir = path.join(root, 'unit');
const clientDir = path.join(root, 'client');
const built = path.join(root, 'dist');
let child: ChildProcess | undefined;

/** The simulators as plain JavaScript, as a unit's own process runs them. */
function build(): void {
  const source = path.resolve('simulators');
  const jsc = { target: 'es2022', parser: { syntax: 'typescript' } } as const;
  for (const file of fs.readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
    const to = path.join(built, file.replace(/\.ts$/, '.js'));
    fs.mkdirSync(path.dirname(to), { recursive: true });
    const { code } = transformFileSync(path.join(source, file), { jsc, module: { type: 'es6' }, swcrc: false });
    fs.writeFileSync(to, code);
  }
  fs.writeFileSync(path.join(root, 'package.json'), '{"type":"module"}');
  fs.symlinkSync(path.resolve('node_modules'), path.join(root, 'node_modules'));
}

async function launch(...more: string[]): Promise<Ready> {
  const args = ['--name', 'U-02', '--dir', dir, '--speed', '60', '--rate', '5', '--seed', '7'];
  const trust = path.join(root, 'client.der');
  child = spawn(process.execPath, [path.join(built, 'opcua/main.js'), ...args, '--trust', trust, ...more], {
    env: { ...process.env, BALLROOM_UNIT_PASSWORD: 'secret' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return JSON.parse(line) as Ready;
}

async function ended(): Promise<{ code: number | null; signal: string | null }> {
  if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { code: child?.exitCode ?? null, signal: child?.signalCode ?? null };
}

async function state(ready: Ready): Promise<Snapshot> {
  return (await fetch(`${ready.control}/state`)).json() as Promise<Snapshot>;
}

async function until(ready: Ready, wanted: string): Promise<Snapshot> {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const now = await state(ready);
    if (now.state === wanted) return now;
  }
  throw new Error(`${wanted} did not come`);
}

function connect(ready: Ready): Promise<TestClient> {
  const pem = fs.readFileSync(path.join(dir, 'pki/own/certs/certificate.pem'), 'utf8');
  const certificate = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
  return TestClient.open({ endpoint: ready.endpoint, certificate }, clientDir, byPassword('ballroom', 'secret'));
}

beforeAll(async () => {
  build();
  fs.writeFileSync(path.join(root, 'client.der'), (await clientIdentity(clientDir)).certificate);
});

afterAll(async () => {
  child?.kill('SIGKILL');
  await ended();
  fs.rmSync(root, { recursive: true, force: true });
});

describe('a unit as a process', () => {
  it('comes back from kill -9 with culture and program, held, and a ledger without a hole', async () => {
    let ready = await launch();
    let client = await connect(ready);
    const { status, run } = await client.start('Expansion', ['batch-1', 'step-1'], {});
    expect(status).toBe('Good');
    const before = await until(ready, 'Execute');
    child?.kill('SIGKILL');
    expect(await ended()).toEqual({ code: null, signal: 'SIGKILL' });
    await client.client.disconnect();
    fs.appendFileSync(path.join(dir, 'ledger.ndjson'), '{"counter":99999,"time":"1');

    ready = await launch();
    const back = await state(ready);
    expect(back).toMatchObject({ state: 'Held', program: { id: run, outcome: 'running' } });
    expect(back.program.elapsed).toBeGreaterThanOrEqual(before.program.elapsed);
    expect(back.culture.viable).toBeGreaterThan(0.99);
    expect(back.culture.age).toBeGreaterThan(before.culture.age);
    client = await connect(ready);
    expect(await client.value('FU/lads:ProgramManager/lads:ActiveProgram/lads:SupervisoryJobId')).toBe('batch-1');
    expect(await client.call(`${STATE}/lads:RunningStateMachine`, 'Unhold')).toBe('Good');
    await until(ready, 'Execute');
    await client.close();

    const ndjson = await (await fetch(`${ready.control}/ledger?from=1`)).text();
    const lines = ndjson
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as LedgerLine);
    const beats = lines.filter((line) => line.tag === 'heartbeat').map((line) => line.value);
    expect(beats).toEqual(beats.map((_, i) => i + 1));
    expect(lines.length).toBe(beats.length * 9);
  });

  it('stops cleanly on SIGTERM, on request, and when its parent goes, and comes back with other indexes or without a node where it is to', async () => {
    child?.kill('SIGTERM');
    expect(await ended()).toEqual({ code: 0, signal: null });
    const ready = await launch('--shifted', '--late', 'glucose=3600');
    const client = await connect(ready);
    await expect(client.node(VALUES.glucose)).rejects.toThrow('Glucose');
    // whoever knows its node by the index of before is told a lie
    const { namespace, value } = await client.node(VALUES.temperature);
    const before = await client.session.read({ nodeId: `ns=${namespace - 1};i=${String(value)}` });
    expect(before.value.value).toBe(-1);
    expect(await client.value(VALUES.temperature)).toBeGreaterThan(0);
    await client.close();
    expect((await fetch(`${ready.control}/stop`, { method: 'POST' })).status).toBe(202);
    expect(await ended()).toEqual({ code: 0, signal: null });
    await launch();
    child?.disconnect();
    expect(await ended()).toEqual({ code: 0, signal: null });
  });
});

describe('the command line', () => {
  it('names every bad option in one message', () => {
    const wrong = (): unknown =>
      unitOptions(['--port', 'x', '--rate', '99', '--nonsense', '--trust', '/nowhere', '--late', 'ph=1', 'extra'], {});
    expect(wrong).toThrow(BadOptions);
    for (const part of [
      '--name',
      '--dir',
      '--port',
      '--rate',
      '--nonsense',
      '--trust',
      '--late',
      'extra',
      'password',
    ]) {
      expect(wrong).toThrow(new RegExp(part));
    }
  });

  it('takes good ones', () => {
    const options = unitOptions(['--name', 'U-01', '--dir', 'd', '--speed', '60'], { BALLROOM_UNIT_PASSWORD: 'x' });
    expect(options).toMatchObject({ name: 'U-01', dir: 'd', speed: 60, password: 'x', trust: [] });
    expect(unitOptions(['--help'], {})).toBe('help');
  });
});
