import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lightNames, LIGHT_NAMESPACE, type Reached } from '../simulators/light/opcua-units.js';
import { pkiDir, provisionClient, trustServer, unitCredentialsFile } from '../src/plant/equipment/index.js';
import { readPlant } from '../tools/demo/plant-file.js';
import { writeUnitCredentials } from '../tools/demo/provision.js';
import { seedRecipe } from '../tools/demo/seed-recipe.js';
import type { Staff } from '../tools/demo/staff.js';
import { IDENTITY, identify } from './identify.js';

export interface LightLoad {
  units: number;
  tags: number;
  /** samples a second */
  rate: number;
}

/** Many light OPC UA units in a process of their own. */
export interface LightPlant {
  names: string[];
  endpoint: string;
  applicationUri: string;
  /** the last sample of all units, and each unit that was reached since they run */
  told(): Promise<{ counter: number; reached: Reached[] }>;
  stop(): void;
}

const PASSWORD = 'of-the-light-units';

/** `program`: how simulators/light/main is run. Ballroom in `dataDir` and the units trust each other from now on. */
export async function startLightPlant(
  [command, ...words]: [string, ...string[]],
  dataDir: string,
  { units, tags, rate }: LightLoad,
): Promise<LightPlant> {
  const pki = pkiDir(dataDir);
  await provisionClient(pki);
  const names = lightNames(units);
  const file = unitCredentialsFile(dataDir);
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Login>) : {};
  const others = Object.entries(known).map(([code, { username, password }]) => ({ code, user: username, password }));
  writeUnitCredentials(dataDir, [...others, ...names.map((code) => ({ code, user: code, password: PASSWORD }))]);
  const trust = join(pki, 'own/certs/certificate.pem');
  const options = { dir: join(dataDir, 'light'), units, tags, rate, trust };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const env = { PATH: process.env['PATH'], BALLROOM_UNIT_PASSWORD: PASSWORD };
  const child = spawn(command, [...words, ...flags], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await new Promise<{ control: string; endpoint: string; applicationUri: string; certificate: string }>(
    (ready, failed) => {
      createInterface(child.stdout).once('line', (line) => ready(JSON.parse(line) as never));
      child.once('exit', (code) => failed(new Error(`the light units ended with ${code}`)));
    },
  );
  await trustServer(pki, Buffer.from(said.certificate, 'hex'));
  const told = async () => (await (await fetch(said.control)).json()) as Awaited<ReturnType<LightPlant['told']>>;
  return { ...said, names, told, stop: () => void child.kill('SIGKILL') };
}

interface Login {
  username: string;
  password: string;
}

/** States the units over the API, so that the server connects to them. */
export async function defineLight(staff: Staff, plant: LightPlant, { tags, rate }: LightLoad): Promise<void> {
  const administrator = await staff.as('administrator');
  const { site, rooms } = readPlant();
  const numbers = Array.from({ length: tags }, (_, n) => `tag-${n}`);
  const rest = { unit: '1', criticality: 'info', staleAfter: 'PT1M' };
  await administrator.put('/unit-classes/light', {
    ...{ title: 'Light', use: 'exclusive', setpoints: [], programs: [] },
    tags: [
      { tag: 'heartbeat', title: 'Heartbeat', type: 'integer', ...rest },
      ...numbers.map((tag) => ({ tag, title: tag, type: 'number', ...rest })),
    ],
  });
  const { endpoint, applicationUri } = plant;
  for (const code of plant.names)
    await administrator.put(`/units/${code}`, {
      ...{ title: code, site: site.code, room: rooms[0]!.code, unitClass: 'light', serial: code, status: 'in-service' },
      productInstanceUri: `urn:ballroom:light:${code}`,
      connector: {
        ...{ kind: 'opcua', profile: 'tags', endpoint, applicationUri, securityPolicy: 'Basic256Sha256' },
        identity: {
          productInstanceUri: `light:${code}/light:ProductInstanceUri`,
          serial: `light:${code}/light:Serial`,
        },
        samplesPerSecond: rate,
      },
      tagMap: {
        namespaces: { light: LIGHT_NAMESPACE },
        tags: Object.fromEntries(['heartbeat', ...numbers].map((tag) => [tag, `light:${code}/light:${tag}`])),
      },
    });
}

const RECIPE = `recipe: light-rest
title: Rest
product: Test cells
parameters: {}
procedure:
  - unitProcedure: rest
    title: Rest
    unitClass: light
    operations:
      - operation: all
        title: All of it
        phases:${IDENTITY}
          - { id: rest, kind: wait, title: Rest, instruction: Rest., for: P7D, sign: [performed] }
`;

/** A batch holds each of these units. */
export async function holdUnits(staff: Staff, codes: readonly string[]): Promise<void> {
  const [supervisor, operator] = [await staff.as('supervisor'), await staff.as('operator')];
  const { site, sponsors } = readPlant();
  await seedRecipe(staff, RECIPE);
  for (const [index, code] of codes.entries()) {
    const order = { code: `ORD-${code}`, patient: `P-7D${index}K`, coi: `LIGHT-26-${code}`, product: 'Test cells' };
    const placed = await supervisor.post<{ id: string }>('/orders', {
      ...order,
      ...{ site: site.code, sponsor: sponsors[0]!.code },
    });
    const { id } = await supervisor.post<{ id: string }>('/batches', { order: placed.id, recipe: 'light-rest' });
    await operator.post(`/batches/${id}/bind`, { unitProcedure: 'rest', scanned: code });
    await identify(operator, 'operator', id, order.coi);
    const { steps } = await operator.get<{ steps: { id: string; version: number }[] }>(`/batches/${id}`);
    await operator.post(`/batches/${id}/steps/${steps[1]!.id}/start`, { seen: steps[1]!.version });
  }
}
