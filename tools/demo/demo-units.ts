import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { DemoRun } from './demo-run.js';
import { keptPorts } from './ports.js';
import { clientTrustDir, provision } from './provision.js';
import { secret } from './secrets.js';

const PLANT_FILE = 'recipes/plant/demo.yaml';
const UNIT = fileURLToPath(new URL('../../simulators/opcua/main.js', import.meta.url));

/** A simulated unit as the server reaches it. */
export interface DemoUnit {
  code: string;
  endpoint: string;
  user: string;
  password: string;
  /** where faults are asked for */
  control: string;
}

/** Starts a process for each unit of the plant file, certificates first; each can be killed on its own and comes back. */
export async function startUnits(run: DemoRun): Promise<DemoUnit[]> {
  const { dataDir, keysDir } = run.config;
  const units = unitsOf(PLANT_FILE).map((unit) => ({ ...unit, dir: join(dataDir, 'units', unit.code) }));
  await provision(clientTrustDir(keysDir), units);
  const names = units.flatMap(({ code }) => [code, `${code}-control`]);
  const ports = await keptPorts(dataDir, names);
  return Promise.all(
    units.map(async ({ code, serial, dir }, index) => {
      const [port, control] = [ports[code] ?? 0, ports[`${code}-control`] ?? 0];
      const password = secret(dataDir, `unit-${code}`);
      const passwordFile = join(dataDir, 'secrets', `unit-${code}`);
      const places = [
        '--name',
        code,
        '--serial',
        serial,
        '--dir',
        dir,
        '--port',
        `${port}`,
        '--control-port',
        `${control}`,
      ];
      const culture = ['--speed', `${run.config.speed}`, '--seed', `${index + 1}`];
      const kept = run.keep(code, [UNIT, ...places, ...culture, '--user', 'ballroom', '--password-file', passwordFile]);
      await run.answers(`http://127.0.0.1:${control}/state`, kept);
      const [endpoint, faults] = [`opc.tcp://127.0.0.1:${port}`, `http://127.0.0.1:${control}`];
      run.say(`${code} runs at ${endpoint}, faults on demand at ${faults}`);
      return { code, endpoint, user: 'ballroom', password, control: faults };
    }),
  );
}

function unitsOf(plantFile: string): { code: string; serial: string }[] {
  const plant = parse(readFileSync(plantFile, 'utf8')) as {
    units: { code: string; serial: string; connector: { kind: string } }[];
  };
  return plant.units.filter(({ connector }) => connector.kind === 'opcua');
}
