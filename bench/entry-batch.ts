import type { BatchDto, StepDto } from '../src/execution/batches/batch-view.dto.js';
import { type Api, signIn } from '../tools/demo/api.js';
import { DEMO_PASSWORD } from '../tools/demo/people.js';
import { type PlantFile, readPlant } from '../tools/demo/plant-file.js';
import { seedRecipe } from '../tools/demo/seed-recipe.js';
import { seedUnits } from '../tools/demo/seed-units.js';
import { Staff } from '../tools/demo/staff.js';
import { IDENTITY, identify } from './identify.js';

const FIELDS = ['cells', 'viability', 'volume', 'glucose', 'lactate'];
/** Nobody listens there. */
const NOWHERE = 'opc.tcp://127.0.0.1:9';

const phase = (n: number): string => `
          - id: count-${n}
            kind: entry
            title: Count ${n}
            instruction: Enter all values.
            fields:
${FIELDS.map((field) => `              ${field}: { type: number, title: ${field}, unit: '1', decimals: 1, alert: [1, 90], action: [0, 99], onBreach: continue, criticality: IPC }`).join('\n')}
            sign: [performed]`;

const recipeOf = (steps: number): string => `recipe: bench
title: Batch of entries
product: Test cells
parameters: {}
procedure:
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: all
        title: All of it
        phases:${IDENTITY}${Array.from({ length: steps }, (_, n) => phase(n + 1)).join('')}
`;

export type Timed = (command: 'start' | 'entries' | 'complete', milliseconds: number) => void;

/** A batch with a unit of its own, whose steps are five numbers each, entered one by one. */
export class EntryBatch {
  private constructor(
    private readonly operator: Api,
    private readonly id: string,
  ) {}

  /** As many batches as asked, on as many units that are silent, each bound and ready for its first step. */
  static async issue(url: string, batches: number, steps: number): Promise<EntryBatch[]> {
    const codes = Array.from({ length: batches }, (_, n) => `B-${n + 1}`);
    const plant = readPlant();
    const units = codes.map((code): PlantFile['units'][number] => ({
      ...plant.units[0]!,
      code,
      serial: code,
      productInstanceUri: `urn:ballroom:bench:${code}`,
    }));
    const engineer = await signIn(url, 'engineer', DEMO_PASSWORD);
    await seedUnits(engineer, { ...plant, units }, Object.fromEntries(codes.map((code) => [code, NOWHERE])));
    await seedRecipe(new Staff(url), recipeOf(steps));
    const supervisor = await signIn(url, 'supervisor', DEMO_PASSWORD);
    const operator = await signIn(url, 'operator', DEMO_PASSWORD);
    const issued: EntryBatch[] = [];
    for (const [index, code] of codes.entries()) {
      const order = { code: `ORD-${code}`, patient: `P-7B0${index}`, coi: `BENCH-26-${index}`, product: 'Test cells' };
      const place = { site: plant.site.code, sponsor: plant.sponsors[0]!.code };
      const placed = await supervisor.post<{ id: string }>('/orders', { ...order, ...place });
      const { id } = await supervisor.post<{ id: string }>('/batches', { order: placed.id, recipe: 'bench' });
      await operator.post(`/batches/${id}/bind`, { unitProcedure: 'culture', scanned: code });
      await identify(operator, id, order.coi);
      issued.push(new EntryBatch(operator, id));
    }
    return issued;
  }

  /** The next step from start to completion: seven commands, each timed. */
  async perform(timed: Timed): Promise<void> {
    const { id, version } = await this.step();
    let seen = version;
    const act = async (command: 'start' | 'entries' | 'complete', body: object = {}) => {
      const began = performance.now();
      const path = `/batches/${this.id}/steps/${id}/${command}`;
      ({ version: seen } = await this.operator.post<{ version: number }>(path, { seen, ...body }));
      timed(command, performance.now() - began);
    };
    await act('start');
    for (const field of FIELDS) await act('entries', { values: [{ field, value: '45.5', unit: '1' }] });
    await act('complete');
  }

  /** Signs the step that was completed; milliseconds. */
  async sign(): Promise<number> {
    const { id, version, signing } = await this.step();
    const words = { username: 'operator', password: DEMO_PASSWORD, meaning: 'performed', hash: signing!.hash };
    const began = performance.now();
    await this.operator.post(`/batches/${this.id}/steps/${id}/sign`, { seen: version, signing: words });
    return performance.now() - began;
  }

  private async step(): Promise<StepDto> {
    const { steps } = await this.operator.get<BatchDto>(`/batches/${this.id}`);
    return steps.find(({ state }) => state !== 'complete')!;
  }
}
