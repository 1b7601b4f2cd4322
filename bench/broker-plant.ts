import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverRights } from '../tools/demo/broker/users.js';
import { readPlant } from '../tools/demo/plant-file.js';
import { seedRecipe } from '../tools/demo/seed-recipe.js';
import type { Staff } from '../tools/demo/staff.js';
import type { SourceOrder } from './broker-source-server.js';
import { IDENTITY, identify } from './identify.js';

export interface BenchBroker {
  /** `mqtt://host:port` */
  url: string;
  server: { username: string; password: string };
  source: { username: string; password: string };
  /** what a server that uses it is started with */
  settings: Record<string, string>;
  stop(): void;
}

/** The demo's broker as a process, with one user for the server and one for all units. */
export async function startBroker(dir: string): Promise<BenchBroker> {
  const password = randomBytes(12).toString('hex');
  const file = join(dir, 'broker-users.json');
  const all = ['ballroom/#', 'spBv1.0/#'];
  const users = { ballroom: { password, ...serverRights() }, source: { password, publish: all, subscribe: all } };
  writeFileSync(file, JSON.stringify(users), { mode: 0o600 });
  const script = fileURLToPath(new URL('../tools/demo/broker/main.js', import.meta.url));
  const child = fork(script, ['--users', file], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const { port } = await new Promise<{ port: number }>((ready, failed) => {
    child.stdout!.once('data', (line: Buffer) => ready(JSON.parse(line.toString()) as { port: number }));
    child.once('exit', (code) => failed(new Error(`the broker ended with ${code}`)));
  });
  const url = `mqtt://127.0.0.1:${port}`;
  return {
    url,
    server: { username: 'ballroom', password },
    source: { username: 'source', password },
    settings: { MQTT_URL: `mqtt://ballroom:${password}@127.0.0.1:${port}`, MQTT_VERSION: '3.1.1' },
    stop: () => void child.kill('SIGKILL'),
  };
}

export interface BrokerSource {
  /** lets it send so many values more */
  grant(values: number): void;
  stop(): void;
}

/** Units in a process of their own, that send what they are granted. */
export async function startBrokerSource(order: SourceOrder): Promise<BrokerSource> {
  const script = fileURLToPath(new URL('./broker-source-server.js', import.meta.url));
  const child = fork(script, [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await new Promise<void>((ready, failed) => {
    child.once('message', () => ready());
    child.once('exit', (code) => failed(new Error(`the units ended with ${code}`)));
  });
  return { grant: (values) => void child.send({ grant: values }), stop: () => void child.kill('SIGKILL') };
}

/** Seven of the tags are watched, as a bioreactor has them. */
const WATCHED = 7;

const recipeOf = (tags: number): string => `recipe: bench-run
title: One program
product: Test cells
parameters: {}
procedure:
  - unitProcedure: culture
    title: Culture
    unitClass: bench-${tags}
    operations:
      - operation: all
        title: All of it
        phases:${IDENTITY}
          - id: run
            kind: program
            title: Run
            instruction: Start it.
            program: Run
            set: {}
            monitor:
${Array.from({ length: WATCHED }, (_, n) => `              - { tag: tag-${n}, unit: '1', alert: [-1, 20], action: [-2, 30], delay: PT10S, onBreach: continue, criticality: IPC }`).join('\n')}
            sign: [performed]
`;

/** States the units over the API, with their class. */
export async function defineUnits(staff: Staff, { protocol, site, room, units, tags }: SourceOrder): Promise<void> {
  const administrator = await staff.as('administrator');
  const names = Array.from({ length: tags }, (_, n) => `tag-${n}`);
  const rest = { type: 'number', unit: '1', range: [-100, 100], criticality: 'IPC', staleAfter: 'PT5M' };
  await administrator.put(`/unit-classes/bench-${tags}`, {
    title: 'Many tags',
    use: 'exclusive',
    setpoints: [{ name: 'level', title: 'Level', unit: '1', range: [0, 1] }],
    tags: names.map((tag) => ({ tag, title: tag, ...rest })),
    programs: [{ name: 'Run', title: 'Run', parameters: [], safeState: { level: '0 1' } }],
  });
  const topic = (word: string): string => `ballroom/{site}/{room}/{unit}/${word}`;
  const plain = {
    messages: [
      {
        topic: topic('data/{tag}'),
        ...{ time: '$.t', timeFormat: 'iso', status: '$.s', sequence: '$.n', boot: '$.b' },
        values: Object.fromEntries(names.map((tag) => [tag, '$.v'])),
      },
    ],
    status: { topic: topic('status') },
    control: { state: topic('state'), command: topic('command'), answer: topic('answer') },
  };
  for (const code of units)
    await administrator.put(`/units/${code}`, {
      ...{ title: code, site, room, unitClass: `bench-${tags}`, serial: code, status: 'in-service' },
      productInstanceUri: `urn:ballroom:culture-unit:${code}`,
      connector: {
        ...{ kind: protocol, profile: 'ballroom', samplesPerSecond: 100 },
        ...(protocol === 'sparkplug' && { group: site, edgeNode: `EN-${code}`, device: code }),
      },
      tagMap: protocol === 'mqtt' ? plain : { metrics: Object.fromEntries(names.map((tag) => [tag, tag])) },
    });
}

/** On each unit a batch that runs a program with monitors; resolves when all have begun. */
export async function runBatches(staff: Staff, { site, units, tags }: SourceOrder): Promise<void> {
  const [supervisor, operator] = [await staff.as('supervisor'), await staff.as('operator')];
  await seedRecipe(staff, recipeOf(tags));
  for (const [index, code] of units.entries()) {
    const order = { code: `ORD-${code}`, patient: `P-7C0${index}`, coi: `BENCH-26-M${index}`, product: 'Test cells' };
    const place = { site, sponsor: readPlant().sponsors[0]!.code };
    const placed = await supervisor.post<{ id: string }>('/orders', { ...order, ...place });
    const { id } = await supervisor.post<{ id: string }>('/batches', { order: placed.id, recipe: 'bench-run' });
    await operator.post(`/batches/${id}/bind`, { unitProcedure: 'culture', scanned: code });
    await identify(operator, 'operator', id, order.coi);
    const { steps } = await operator.get<{ steps: { id: string; version: number }[] }>(`/batches/${id}`);
    await operator.post(`/batches/${id}/steps/${steps[1]!.id}/start`, { seen: steps[1]!.version });
  }
}
