import type { BatchDto, StepDto } from '../src/execution/batches/batch-view.dto.js';
import { type Api, signIn } from '../tools/demo/api.js';
import { DEMO_PASSWORD } from '../tools/demo/people.js';
import { readPlant } from '../tools/demo/plant-file.js';
import { seedRecipe } from '../tools/demo/seed-recipe.js';
import { seedUnits } from '../tools/demo/seed-units.js';
import { Staff } from '../tools/demo/staff.js';
import { IDENTITY, identify } from './identify.js';

const FIELDS = ['cells', 'viability', 'volume', 'glucose', 'lactate'];
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
    operations:
      - operation: all
        title: All of it
        phases:${IDENTITY}${Array.from({ length: steps }, (_, n) => phase(n + 1)).join('')}
`;

export type Timed = (command: 'start' | 'entries' | 'complete', milliseconds: number) => void;

/** A batch by hand, whose steps are five numbers each, entered one by one. */
export class EntryBatch {
  private constructor(
    private readonly operator: Api,
    private readonly id: string,
  ) {}

  /** As many open batches as asked; the first `working` of them are ready for their first step, and come back. */
  static async issue(
    url: string,
    { open, working, steps }: { open: number; working: number; steps: number },
  ): Promise<EntryBatch[]> {
    const plant = readPlant();
    const engineer = await signIn(url, 'engineer', DEMO_PASSWORD);
    await seedUnits(engineer, { ...plant, units: [] }, {});
    await seedRecipe(new Staff(url), recipeOf(steps));
    const supervisor = await signIn(url, 'supervisor', DEMO_PASSWORD);
    const operator = await signIn(url, 'operator', DEMO_PASSWORD);
    const place = { site: plant.site.code, sponsor: plant.sponsors[0]!.code, product: 'Test cells' };
    const issued: EntryBatch[] = [];
    for (let n = 1; n <= open; n++) {
      const order = { code: `ORD-${n}`, patient: `P-7B${`${n}`.padStart(4, '0')}`, coi: `BENCH-26-${n}` };
      const placed = await supervisor.post<{ id: string }>('/orders', { ...order, ...place });
      const { id } = await supervisor.post<{ id: string }>('/batches', { order: placed.id, recipe: 'bench' });
      if (n > working) continue;
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

  /** Opens the batch as a screen does; milliseconds. */
  async opened(): Promise<number> {
    const began = performance.now();
    await this.operator.get(`/batches/${this.id}`);
    return performance.now() - began;
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
