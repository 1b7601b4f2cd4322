import type { BatchDto, StepDto } from '../src/execution/batches/batch-view.dto.js';
import { type Api, signIn } from '../tools/demo/api.js';
import { ADMINISTRATOR, DEMO_PASSWORD } from '../tools/demo/people.js';
import { readPlant } from '../tools/demo/plant-file.js';
import { seedRecipe } from '../tools/demo/seed-recipe.js';
import { seedUnits } from '../tools/demo/seed-units.js';
import { seedPeople } from '../tools/demo/seed-people.js';
import { Staff } from '../tools/demo/staff.js';
import { IDENTITY, identify } from './identify.js';

const FIELDS = ['cells', 'viability', 'volume', 'glucose', 'lactate'];
const phase = (fields: string[], n: number): string => `
          - id: count-${n}
            kind: entry
            title: Count ${n}
            instruction: Enter all values.
            fields:
${fields.map((field) => `              ${field}: { type: number, title: ${field}, unit: '1', decimals: 1, alert: [1, 90], action: [0, 99], onBreach: continue, criticality: IPC }`).join('\n')}
            sign: [performed]`;

/** An operation holds two hundred phases at most. */
const A_HUNDRED = 100;

const operation = (from: number, steps: number, fields: string[]): string => `
      - operation: part-${from}
        title: Part from ${from}
        phases:${from === 1 ? IDENTITY : ''}${Array.from({ length: Math.min(A_HUNDRED, steps - from + 1) }, (_, n) => phase(fields, from + n)).join('')}`;

const recipeOf = (steps: number, fields: string[]): string => `recipe: bench
title: Batch of entries
product: Test cells
parameters: {}
procedure:
  - unitProcedure: culture
    title: Culture
    operations:${Array.from({ length: Math.ceil(steps / A_HUNDRED) }, (_, n) => operation(n * A_HUNDRED + 1, steps, fields)).join('')}
`;

export type Command = 'start' | 'entries' | 'complete' | 'sign';
export type Timed = (command: Command, milliseconds: number) => void;

/** A batch by hand, whose steps are five numbers each, entered one by one. */
export class EntryBatch {
  private next: StepDto | undefined;

  private constructor(
    private readonly username: string,
    private readonly operator: Api,
    private readonly id: string,
    private readonly fields: string[],
  ) {}

  /** As many open batches as asked; the first `working` of them are ready for their first step, and come back, each with an operator of its own. */
  static async issue(
    url: string,
    { open, working, steps, fields = FIELDS }: { open: number; working: number; steps: number; fields?: string[] },
  ): Promise<EntryBatch[]> {
    const plant = readPlant();
    const engineer = await signIn(url, 'engineer', DEMO_PASSWORD);
    await seedUnits(engineer, { ...plant, units: [] }, {});
    const staff = new Staff(url);
    await seedRecipe(staff, recipeOf(steps, fields));
    const supervisor = await staff.as('supervisor');
    const people = Array.from({ length: working }, (_, n) => ({ username: `bench-${n + 1}`, name: `B. ${n + 1}` }));
    const operators = people.map((person) => ({ ...person, role: 'operator' }));
    await seedPeople(staff, await staff.as(ADMINISTRATOR.username), plant.site.code, operators);
    const place = { site: plant.site.code, sponsor: plant.sponsors[0]!.code, product: 'Test cells' };
    const issued: EntryBatch[] = [];
    for (let n = 1; n <= open; n++) {
      const order = { code: `ORD-${n}`, patient: `P-7B${`${n}`.padStart(4, '0')}`, coi: `BENCH-26-${n}` };
      const placed = await supervisor.post<{ id: string }>('/orders', { ...order, ...place });
      const { id } = await supervisor.post<{ id: string }>('/batches', { order: placed.id, recipe: 'bench' });
      if (n > working) continue;
      const { username } = operators[n - 1]!;
      const operator = await staff.as(username);
      await identify(operator, username, id, order.coi);
      issued.push(new EntryBatch(username, operator, id, fields));
    }
    return issued;
  }

  /** The next step from start to signature: each command timed: start, an entry for each field, completion, signature. What is signed is looked at before. */
  async perform(timed: Timed): Promise<void> {
    const { id, version } = this.next ?? (await this.step());
    let seen = version;
    const act = async (command: Command, body: object = {}) => {
      const began = performance.now();
      const path = `/batches/${this.id}/steps/${id}/${command}`;
      ({ version: seen } = await this.operator.post<{ version: number }>(path, { seen, ...body }));
      timed(command, performance.now() - began);
    };
    await act('start');
    for (const field of this.fields) await act('entries', { values: [{ field, value: '45.5', unit: '1' }] });
    await act('complete');
    const { steps } = await this.open();
    const at = steps.findIndex((step) => step.id === id);
    const { username } = this;
    const { hash } = steps[at]!.signing!;
    await act('sign', { signing: { username, password: DEMO_PASSWORD, meaning: 'performed', hash } });
    this.next = steps[at + 1];
  }

  /** The batch as a screen opens it. */
  open(): Promise<BatchDto> {
    return this.operator.get<BatchDto>(`/batches/${this.id}`);
  }

  private async step(): Promise<StepDto> {
    const { steps } = await this.open();
    return steps.find(({ state }) => state !== 'complete')!;
  }
}
