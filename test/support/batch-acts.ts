import type { BatchDto, StepDto } from '../../src/execution/batches/batch-view.dto.js';
import type { TestApp } from './app.js';
import { type Client, Problem } from './client.js';
import { by } from './effective-recipe.js';

export type Body = object | ((step: StepDto) => object);

const bodyFor = (step: StepDto, body: Body): object => ({
  seen: step.version,
  ...(typeof body === 'function' ? (body as (step: StepDto) => object)(step) : body),
});

/** Orders, batches and their steps as tests act on them over the API, each step at the version that stands. */
export class BatchActs {
  private static orders = 0;

  private constructor(
    readonly operator: Client,
    readonly supervisor: Client,
  ) {}

  static async of(app: Pick<TestApp, 'as'>): Promise<BatchActs> {
    return new BatchActs(await app.as('operator'), await app.as('supervisor'));
  }

  ordered(): Promise<{ id: string; coi: string; patient: string }> {
    const number = String(++BatchActs.orders).padStart(4, '0');
    const order = {
      code: `TEST-${number}`,
      patient: `P-7F${number}`,
      coi: `COI-TEST-${number}`,
      product: 'Test cells',
      site: 'demo',
      sponsor: 'sponsor-a',
    };
    return this.supervisor.post('/orders', order);
  }

  async issued(recipe: string): Promise<{ id: string; code: string; coi: string; patient: string; order: string }> {
    const { id: order, coi, patient } = await this.ordered();
    const { id, code } = await this.supervisor.post<BatchDto>('/batches', { order, recipe });
    return { id, code, coi, patient, order };
  }

  shown(id: string): Promise<BatchDto> {
    return this.operator.get(`/batches/${id}`);
  }

  async step(id: string, phase: string): Promise<StepDto> {
    return (await this.shown(id)).steps.find((step) => step.phase === phase)!;
  }

  /** A command on a step as it stands now; where the unit was faster, it is looked at again, as a person would. */
  async act<T = { exceptions: string[] }>(id: string, phase: string, what: string, body: Body = {}): Promise<T> {
    for (let again = 0; ; again++) {
      const step = await this.step(id, phase);
      try {
        return await this.operator.post<T>(`/batches/${id}/steps/${step.id}/${what}`, bodyFor(step, body));
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'step.stale' || again === 5) throw error;
      }
    }
  }

  async refused(id: string, phase: string, what: string, body: Body = {}): Promise<Problem> {
    for (;;) {
      const step = await this.step(id, phase);
      const path = `/batches/${id}/steps/${step.id}/${what}`;
      const problem = await this.operator.refusal('POST', path, bodyFor(step, body));
      if (problem.code !== 'step.stale') return problem;
    }
  }

  sign(id: string, phase: string, username: string, meaning: string): Promise<unknown> {
    return this.act(id, phase, 'sign', signed(username, meaning));
  }

  /** A supervisor lets the step go on in spite of an exception. */
  answer(id: string, phase: string, exception: string, comment: string): Promise<unknown> {
    return this.act(id, phase, `exceptions/${exception}/answer`, ({ exceptions }: StepDto) => ({
      ...{ decision: 'continue', comment },
      signing: by('supervisor', 'continue', exceptions.find((one) => one.id === exception)!.signing!),
    }));
  }

  /** Completes a step whose work is done, and signs it as performed and verified. */
  async finish(id: string, phase: string, verified = true): Promise<void> {
    await this.act(id, phase, 'complete');
    await this.sign(id, phase, 'operator', 'performed');
    if (verified) await this.sign(id, phase, 'operator2', 'verified');
  }

  /** Scans the patient's bag in step `identity`, at a bench or a unit. */
  async identified(id: string, coi: string): Promise<void> {
    await this.act(id, 'identity', 'start');
    await this.act(id, 'identity', 'scan', { scan: 'bag', scanned: coi });
    await this.finish(id, 'identity', false);
  }

  /** Walks a batch of `benchOnly` (or what is made of it) to the end of its sampling, with nothing to object to. */
  async throughSampling({ id, code, coi }: { id: string; code: string; coi: string }): Promise<void> {
    await this.act(id, 'clear', 'start');
    await this.act(id, 'clear', 'entries', { values: ['empty', 'clean'].map((field) => ({ field, value: 'true' })) });
    await this.finish(id, 'clear');
    await this.act(id, 'lots', 'start');
    const lot = { material: 'medium', lot: 'M', expiry: '2099-12-31', status: 'released' };
    await this.act(id, 'lots', 'material', lot);
    await this.finish(id, 'lots');
    await this.identified(id, coi);
    await this.act(id, 'cells', 'start');
    for (const value of ['2.00', '2.02'])
      await this.act(id, 'cells', 'count', { values: [{ field: 'vcd', value, unit: '10*6/mL' }] });
    await this.finish(id, 'cells');
    await this.act(id, 'draw', 'start');
    await this.act(id, 'draw', 'scan', { scan: 'sample', scanned: `${code}-S1` });
    await this.finish(id, 'draw', false);
  }
}

export const signed =
  (username: string, meaning: string) =>
  ({ signing }: StepDto): object => ({ signing: by(username, meaning, signing!) });
