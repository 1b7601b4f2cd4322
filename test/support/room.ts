import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningUnit, startUnit } from '../../simulators/opcua/index.js';
import { readPlant } from '../../tools/demo/plant-file.js';
import { freePort } from '../../tools/demo/ports.js';
import { provision, writeUnitCredentials } from '../../tools/demo/provision.js';
import { type AppOptions, startApp, type TestApp } from './app.js';

const PASSWORD = 'of-the-test-units';

/** The server with live units of the demo's plant in this process, trusted because provisioned. */
export interface Room {
  app: TestApp;
  units: Record<string, RunningUnit>;
  dir: string;
  /** ends a unit as it is and starts it again from its disk, at the same address */
  restartUnit(code: string): Promise<void>;
  /** asks a unit for a fault, such as `temperature-excursion` */
  fault(
    code: string,
    name: string,
    options?: { durationSeconds?: number; magnitude?: number; tag?: string },
  ): Promise<void>;
  stop(): Promise<void>;
}

export interface RoomOptions extends Pick<AppOptions, 'speed'> {
  units?: string[];
  /** samples a second */
  rate?: number;
}

/** Folder of a server and its units, with certificates and passwords; nothing runs yet. */
export async function provisionRoom(codes: string[]): Promise<{ dir: string; endpoints: Record<string, string> }> {
  const dir = mkdtempSync(join(tmpdir(), 'ballroom-room-'));
  const units = codes.map((code) => ({ code, dir: join(dir, 'units', code), user: 'ballroom', password: PASSWORD }));
  const ports = await Promise.all(codes.map(() => freePort()));
  await provision(dir, units);
  writeUnitCredentials(dir, units);
  return {
    dir,
    endpoints: Object.fromEntries(codes.map((code, index) => [code, `opc.tcp://127.0.0.1:${ports[index]}`])),
  };
}

/** Command-line words of a unit in a provisioned room, for one that runs as a process of its own. */
export function unitOptions(dir: string, code: string, endpoint: string, speed: number, rate = 1) {
  const { serial } = readPlant().units.find((unit) => unit.code === code)!;
  const port = Number(new URL(endpoint).port);
  return { name: code, dir: join(dir, 'units', code), password: PASSWORD, serial, port, speed, rate };
}

export async function startRoom({ speed = 3600, units: codes = ['U-01'], rate = 2 }: RoomOptions = {}): Promise<Room> {
  const { dir, endpoints } = await provisionRoom(codes);
  const units: Record<string, RunningUnit> = {};
  const start = async (code: string) => {
    units[code] = await startUnit(unitOptions(dir, code, endpoints[code]!, speed, rate));
  };
  for (const code of codes) await start(code);
  const app = await startApp({ speed, dataDir: dir, endpoints });
  return {
    app,
    units,
    dir,
    async restartUnit(code) {
      await units[code]!.stop();
      await start(code);
    },
    async fault(code, name, options = {}) {
      const response = await fetch(`${units[code]!.control}/faults/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(options),
      });
      if (!response.ok) throw new Error(`${name} on ${code}: ${response.status} ${await response.text()}`);
    },
    async stop() {
      await app.stop();
      for (const unit of Object.values(units)) await unit.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
