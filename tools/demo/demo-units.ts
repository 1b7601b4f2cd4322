import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DemoRun } from './demo-run.js';
import { readPlant } from './plant-file.js';
import { keptPorts } from './ports.js';
import { provision, writeUnitCredentials } from './provision.js';
import { secret } from './secrets.js';

const UNIT = fileURLToPath(new URL('../../simulators/opcua/main.js', import.meta.url));

/** A simulated unit as it is started, and as the server reaches it. */
export interface DemoUnit {
  code: string;
  serial: string;
  /** its disk */
  dir: string;
  port: number;
  /** loopback port where faults are asked for */
  control: number;
  user: string;
  password: string;
  passwordFile: string;
}

/** Starts a process for each unit of the plant file, certificates first; each can be killed on its own and comes back. */
export async function startUnits(run: DemoRun): Promise<DemoUnit[]> {
  const { dataDir } = run.config;
  const units = await describeUnits(dataDir);
  await provision(dataDir, units);
  writeUnitCredentials(dataDir, units);
  await Promise.all(units.map((unit, index) => startUnit(run, unit, index + 1)));
  return units;
}

async function describeUnits(dataDir: string): Promise<DemoUnit[]> {
  const simulated = readPlant().units.filter(({ connector }) => connector.kind === 'opcua');
  const names = simulated.flatMap(({ code }) => [code, `${code}-control`]);
  const ports = await keptPorts(dataDir, names);
  return simulated.map(({ code, serial }) => ({
    code,
    serial,
    dir: join(dataDir, 'units', code),
    port: ports[code] ?? 0,
    control: ports[`${code}-control`] ?? 0,
    user: 'ballroom',
    password: secret(dataDir, `unit-${code}`),
    passwordFile: join(dataDir, 'secrets', `unit-${code}`),
  }));
}

async function startUnit(run: DemoRun, unit: DemoUnit, seed: number): Promise<void> {
  const { code, serial, dir, port, control, user, passwordFile } = unit;
  const identity = ['--name', code, '--serial', serial, '--dir', dir, '--user', user, '--password-file', passwordFile];
  const ports = ['--port', `${port}`, '--control-port', `${control}`];
  const kept = run.keep(code, [UNIT, ...identity, ...ports, '--speed', `${run.config.speed}`, '--seed', `${seed}`]);
  await run.answers(`http://127.0.0.1:${control}/state`, kept);
  run.say(`${code} runs at opc.tcp://127.0.0.1:${port}, faults on demand at http://127.0.0.1:${control}`);
}
