import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DemoBroker } from './demo-broker.js';
import type { DemoRun } from './demo-run.js';
import { type Plant, type PlantUnit, readPlant, unitsBy } from './plant-file.js';
import { provision, writeUnitCredentials } from './provision.js';
import { secret } from './secrets.js';

const program = (kind: string) => fileURLToPath(new URL(`../../simulators/${kind}/main.js`, import.meta.url));

/** A simulated unit as it is started, and as the server reaches it. */
interface DemoUnit {
  code: string;
  /** the program and what only its kind is told */
  args: string[];
  /** where it is reached: `opc.tcp://…`, or its broker */
  endpoint: string;
  /** how it is reached, for the one who starts the demo */
  words: string;
}

/** Names of the ports that the units need. */
export const unitPorts = (plant: Plant): string[] => [
  ...unitsBy(plant, 'opcua').map(({ code }) => code),
  ...plant.units.map(({ code }) => `${code}-control`),
];

/**
 * Starts a process for each unit of the plant file, certificates first; each can be killed on its own and comes back.
 * Returns when they run, with where each is reached.
 */
export async function startUnits(
  run: DemoRun,
  broker: DemoBroker,
  ports: Record<string, number>,
): Promise<Record<string, string>> {
  const plant = readPlant();
  const units = plant.units.map((unit) => describe(run, unit, plant.site.code, broker, ports[unit.code] ?? 0));
  await provisionOpcua(run.config.dataDir, plant);
  await Promise.all(units.map((unit, index) => startUnit(run, unit, ports[`${unit.code}-control`] ?? 0, index + 1)));
  return Object.fromEntries(units.map(({ code, endpoint }) => [code, endpoint]));
}

async function provisionOpcua(dataDir: string, plant: Plant): Promise<void> {
  const units = unitsBy(plant, 'opcua').map(({ code }) => ({
    code,
    dir: join(dataDir, 'units', code),
    user: 'ballroom',
    password: secret(dataDir, `unit-${code}`),
  }));
  await provision(dataDir, units);
  writeUnitCredentials(dataDir, units);
}

function describe(run: DemoRun, unit: PlantUnit, site: string, broker: DemoBroker, port: number): DemoUnit {
  const { code, unitClass, room, serial, connector } = unit;
  const atBroker = (name: string) => ({
    broker: broker.url,
    ...(broker.ca !== undefined && { ca: broker.ca }),
    ...broker.credentials(name),
  });
  const of = (options: Record<string, string>, endpoint: string, words: string) => ({
    ...{ code, endpoint, words },
    args: [program(connector.kind), ...flags(options)],
  });
  switch (connector.kind) {
    case 'opcua': {
      const endpoint = `opc.tcp://127.0.0.1:${port}`;
      const password = { user: 'ballroom', 'password-file': join(run.config.dataDir, 'secrets', `unit-${code}`) };
      return of({ name: code, serial, port: `${port}`, ...password }, endpoint, `runs at ${endpoint}`);
    }
    case 'mqtt':
      return of({ name: code, class: unitClass, serial, site, room, ...atBroker(code) }, broker.url, 'speaks MQTT');
    case 'sparkplug': {
      const { group, edgeNode, device } = connector;
      const node = { name: edgeNode, group, device: `${device}=${serial}`, 'host-id': broker.hostId };
      return of({ ...node, ...atBroker(edgeNode) }, broker.url, `speaks Sparkplug as ${edgeNode}`);
    }
  }
}

const flags = (options: Record<string, string>): string[] =>
  Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);

async function startUnit(run: DemoRun, unit: DemoUnit, control: number, seed: number): Promise<void> {
  const { dataDir, speed } = run.config;
  const disk = join(dataDir, 'units', unit.code);
  const own = { dir: disk, 'control-port': `${control}`, speed: `${speed}`, seed: `${seed}` };
  const kept = run.keep(unit.code, [...unit.args, ...flags(own)]);
  await run.answers(`http://127.0.0.1:${control}/state`, kept);
  run.say(`${unit.code} ${unit.words}, faults on demand at http://127.0.0.1:${control}`);
}
