import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlant } from '../../tools/demo/plant-file.js';
import { provision, writeUnitCredentials } from '../../tools/demo/provision.js';
import { type AppOptions, startApp, type TestApp } from './app.js';
import type { BrokerKind } from './broker.js';
import { keptFree } from './killable.js';
import { type RoomUnit, startPlantBroker, startPlantUnit, UNIT_PASSWORD } from './room-units.js';

/** The server with live units of the demo's plant in this process: trusted because provisioned, or at a broker of the room's own. */
export interface Room {
  app: TestApp;
  units: Record<string, RoomUnit>;
  dir: string;
  /** ends a unit as it is and starts it again from its disk, at the same address */
  restartUnit(code: string): Promise<void>;
  /** asks a unit for a fault, such as `temperature-excursion` */
  fault(code: string, name: string, options?: FaultOptions): Promise<void>;
  /** ends a fault before its time */
  lift(code: string, name: string): Promise<void>;
  stop(): Promise<void>;
}

export interface FaultOptions {
  durationSeconds?: number;
  magnitude?: number;
  tag?: string;
  mode?: 'blackhole' | 'reset';
}

export interface RoomOptions extends Pick<AppOptions, 'speed'> {
  /** codes in the demo's plant file */
  units?: string[];
  /** samples a second */
  rate?: number;
  /** of the units that need one (the demo's own) */
  broker?: BrokerKind;
}

/** Folder of a server and its OPC UA units, with certificates and passwords; nothing runs yet. */
export async function provisionRoom(codes: string[]): Promise<{ dir: string; endpoints: Record<string, string> }> {
  const dir = mkdtempSync(join(tmpdir(), 'ballroom-room-'));
  const units = codes.map((code) => ({
    ...{ code, dir: join(dir, 'units', code), user: 'ballroom', password: UNIT_PASSWORD },
  }));
  const ports = await keptFree(codes.length);
  await provision(dir, units);
  writeUnitCredentials(dir, units);
  return {
    dir,
    endpoints: Object.fromEntries(codes.map((code, index) => [code, `opc.tcp://127.0.0.1:${ports[index]}`])),
  };
}

export async function startRoom(options: RoomOptions = {}): Promise<Room> {
  const { speed = 3600, units: codes = ['U-01'], rate = 2, broker: kind } = options;
  const wanted = readPlant().units.filter(({ code }) => codes.includes(code));
  const [direct, brokered] = [true, false].map((is) =>
    wanted.filter(({ connector }) => (connector.kind === 'opcua') === is),
  ) as [typeof wanted, typeof wanted];
  const [{ dir, endpoints: own }, broker] = await Promise.all([
    provisionRoom(direct.map(({ code }) => code)),
    brokered.length === 0 ? undefined : startPlantBroker(kind, brokered),
  ]);
  const atBroker = brokered.map(({ code }) => [code, `mqtt://127.0.0.1:${broker!.port}`]);
  const endpoints: Record<string, string> = { ...own, ...Object.fromEntries(atBroker) };
  const units: Record<string, RoomUnit> = {};
  const start = async (code: string) => {
    units[code] = await startPlantUnit(code, { dir, endpoint: endpoints[code]!, broker, speed, rate });
  };
  for (const code of codes) await start(code);
  const app = await startApp({ speed, dataDir: dir, endpoints, env: broker?.settings('3.1.1') });
  const ask = async (code: string, method: string, name: string, body?: object) => {
    const init = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${units[code]!.control}/faults/${name}`, { method, ...init });
    if (!response.ok) throw new Error(`${method} ${name} on ${code}: ${response.status} ${await response.text()}`);
  };
  return {
    app,
    units,
    dir,
    async restartUnit(code) {
      await units[code]!.stop();
      await start(code);
    },
    fault: (code, name, wanted = {}) => ask(code, 'POST', name, wanted),
    lift: (code, name) => ask(code, 'DELETE', name),
    async stop() {
      await app.stop();
      for (const unit of Object.values(units)) await unit.stop();
      await broker?.remove();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
