import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LedgerLine } from '../../simulators/opcua/index.js';
import { failed, type Killable, killable, TYPESCRIPT } from './killable.js';
import { until } from './walk.js';

export interface KillableUnit extends Killable {
  /** all that the unit has ever measured, by its own account */
  ledger(): Promise<LedgerLine[]>;
  state(): Promise<UnitSnapshot>;
  fault(name: string, options?: FaultOptions): Promise<void>;
}

interface FaultOptions {
  durationSeconds?: number;
  magnitude?: number;
  tag?: string;
  mode?: 'blackhole' | 'reset';
}

interface UnitSnapshot {
  /** of an OPC UA unit */
  reachedAt?: number;
  staleAcks?: number;
  numbersShifted?: number;
  state: string;
  counter: number;
  /** `age` in hours of culture time */
  culture: { temperature: number; age: number };
  program: { id: string; outcome: string };
}

const BOOT = 180_000; // of patience with a busy machine

/** The server, on this folder and port. */
export function serverProgram(
  url: string,
  dir: string,
  env: Record<string, string>,
  logFile = join(dir, 'server.log'),
): Killable {
  const settings = { ...env, PORT: new URL(url).port, BALLROOM_DATA: dir };
  const isHealthy = () =>
    fetch(`${url}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  const args: [string, ...string[]] = [process.execPath, ...TYPESCRIPT, 'src/main.ts'];
  return killable('the server', logFile, args, settings, async (child) => {
    child.stdout!.resume();
    await until('the server is healthy', async () => failed(child) ?? (await isHealthy()), BOOT);
  });
}

/** A simulated unit: its program, that program's options, and the password with which it speaks or is spoken to. */
export function unitProgram(
  code: string,
  logDir: string,
  program: `simulators/${'opcua' | 'sparkplug' | 'mqtt'}/main.ts`,
  { password, ...options }: { password: string } & Record<string, string | number>,
): KillableUnit {
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const args: [string, ...string[]] = [process.execPath, ...TYPESCRIPT, program, ...flags];
  let control = '';
  const env = { BALLROOM_UNIT_PASSWORD: password };
  const unit = killable(code, join(logDir, `${code}.log`), args, env, async (child) => {
    const lines = createInterface(child.stdout!);
    let ready: string | undefined;
    lines.once('line', (line) => (ready = line));
    await until(`${code} is ready`, () => Promise.resolve(failed(child) ?? ready !== undefined), BOOT);
    // an edge node has a control for each of its devices
    const said = JSON.parse(ready!) as { control: string; devices?: { control: string }[] };
    control = said.devices?.[0]?.control ?? said.control;
  });
  const ask = async (path: string, init: RequestInit = {}): Promise<string> => {
    const response = await fetch(`${control}${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} of ${code}: ${response.status} ${text}`);
    return text;
  };
  return {
    ...unit,
    ledger: async () =>
      (await ask('/ledger'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as LedgerLine),
    state: async () => JSON.parse(await ask('/state')) as UnitSnapshot,
    fault: async (name, wanted = {}) =>
      void (await ask(`/faults/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(wanted),
      })),
  };
}
