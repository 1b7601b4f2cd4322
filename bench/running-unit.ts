import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BatchDto } from '../src/execution/batches/batch-view.dto.js';
import { readPlant } from '../tools/demo/plant-file.js';
import { provision, writeUnitCredentials } from '../tools/demo/provision.js';
import { seedRecipe } from '../tools/demo/seed-recipe.js';
import { seedUnits } from '../tools/demo/seed-units.js';
import type { Staff } from '../tools/demo/staff.js';
import { IDENTITY, identify } from './identify.js';

/** Of the demo's plant. */
const CODE = 'U-01';
const [USER, PASSWORD] = ['ballroom', 'of-the-bench-unit'];

/** A simulated culture unit in a process of its own. */
export interface RunningUnit {
  code: string;
  /** states it over the API */
  define(staff: Staff): Promise<void>;
  /** when a session with it was last activated, ms since 1970 */
  reachedAt(): Promise<number>;
  stop(): void;
}

/** `program`: how simulators/opcua/main is run. Ballroom in `dataDir`, which knows no other unit yet, and it trust each other. */
export async function startRunningUnit(
  [command, ...words]: [string, ...string[]],
  dataDir: string,
): Promise<RunningUnit> {
  const plant = readPlant();
  const unit = plant.units.find(({ code }) => code === CODE)!;
  const dir = join(dataDir, 'units', CODE);
  await provision(dataDir, [{ code: CODE, dir }]);
  writeUnitCredentials(dataDir, [{ code: CODE, user: USER, password: PASSWORD }]);
  const flags = ['--name', CODE, '--dir', dir, '--serial', unit.serial];
  const env = { PATH: process.env['PATH'], BALLROOM_UNIT_PASSWORD: PASSWORD };
  const child = spawn(command, [...words, ...flags], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const { control, endpoint } = await new Promise<{ control: string; endpoint: string }>((ready, failed) => {
    createInterface(child.stdout).once('line', (line) => ready(JSON.parse(line) as never));
    child.once('exit', (code) => failed(new Error(`the unit ended with ${code}`)));
  });
  return {
    code: CODE,
    define: async (staff) =>
      seedUnits(await staff.as('administrator'), { ...plant, units: [unit] }, { [CODE]: endpoint }),
    reachedAt: async () => ((await (await fetch(`${control}/state`)).json()) as { reachedAt: number }).reachedAt,
    stop: () => void child.kill('SIGKILL'),
  };
}

const RECIPE = `recipe: long-run
title: One long program
product: Test cells
parameters: {}
procedure:
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: all
        title: All of it
        phases:${IDENTITY}
          - id: run
            kind: program
            title: Run
            instruction: Start it.
            program: Expansion
            set: { temperature: 37.0 Cel, co2: 5.0 %, agitation: 10 /min, duration: 160 h }
            monitor:
              - { tag: temperature, unit: Cel, alert: [10, 50], action: [5, 55], delay: PT1M, onBreach: continue, criticality: IPC }
            sign: [performed]
`;

/** On a live culture unit a program of a batch; resolves when it runs. */
export async function runProgram(staff: Staff, unit: string): Promise<void> {
  const [supervisor, operator] = [await staff.as('supervisor'), await staff.as('operator')];
  const { site, sponsors } = readPlant();
  await seedRecipe(staff, RECIPE);
  const order = { code: `ORD-${unit}`, patient: 'P-7E1K', coi: `RUN-26-${unit}`, product: 'Test cells' };
  const place = { site: site.code, sponsor: sponsors[0]!.code };
  const { id: placed } = await supervisor.post<{ id: string }>('/orders', { ...order, ...place });
  const { id } = await supervisor.post<{ id: string }>('/batches', { order: placed, recipe: 'long-run' });
  await operator.post(`/batches/${id}/bind`, { unitProcedure: 'culture', scanned: unit });
  await identify(operator, 'operator', id, order.coi);
  const step = async () => (await operator.get<BatchDto>(`/batches/${id}`)).steps[1]!;
  const { id: run, version } = await step();
  await operator.post(`/batches/${id}/steps/${run}/start`, { seen: version });
  for (const end = Date.now() + 60_000; (await step()).run?.state !== 'running';) {
    if (Date.now() > end) throw new Error(`the program on ${unit} does not run`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
