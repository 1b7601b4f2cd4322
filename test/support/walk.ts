import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchDto, StepDto } from '../../src/execution/batches/batch-view.dto.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import type { DemoUsername } from './app.js';
import { type Client, Problem } from './client.js';

interface Walked {
  as(username: DemoUsername): Promise<Client>;
}

/** Who signs as what. */
const SIGNERS: Record<string, DemoUsername> = {
  'performed operator': 'operator',
  'verified operator': 'operator2',
  'performed supervisor': 'supervisor',
  'reviewed qa-reviewer': 'qa',
};

/** What a person types who does everything right, by field. */
const VALUES: Record<string, { value: string; unit?: string }> = {
  'seeding.viable-cells': { value: '100', unit: '10*6' },
  'seeding.viability': { value: '92.5', unit: '%' },
  'seeding.volume': { value: '100', unit: 'mL' },
  'vector.lot': { value: 'LV-2611-07' },
  'vector.intact': { value: 'true' },
  'vector.titre': { value: '1.25', unit: '10*8/mL' },
  'count.vcd': { value: '2.10', unit: '10*6/mL' },
  'count.viability': { value: '91.0', unit: '%' },
  'harvest.volume': { value: '104', unit: 'mL' },
};

/** How a command is refused that came after a change of the step; the person looks again, so many times. */
const CHANGED = new Set(['step.stale', 'signature.content-changed']);
const LOOKS = 5;

/** What a person gives to sign what is shown. */
export const signingOf = (username: DemoUsername, meaning: string, shown: { hash: string } | null) => ({
  ...{ username, password: DEMO_PASSWORD, meaning },
  hash: shown?.hash ?? '',
});

/** Waits until `look` gives something; fails with what was awaited. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  patience = 60_000,
): Promise<T> {
  for (const end = Date.now() + patience; ; await sleep(100)) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s in vain until ${what}`);
  }
}

/** A batch of the demo's recipe as its people walk it through, over the API. */
export class Walk {
  private constructor(
    private readonly people: Walked,
    readonly id: string,
    private readonly typed: Record<string, { value: string; unit?: string }>,
  ) {}

  /** Issues a batch for the first order that has none, and binds the unit. `typed` replaces values by `step.field`. */
  static async begin(people: Walked, unit: string, typed: Walk['typed'] = {}, order = 0): Promise<Walk> {
    const supervisor = await people.as('supervisor');
    const orders = await supervisor.get<{ id: string; code: string }[]>('/orders');
    const sorted = orders.toSorted((a, b) => a.code.localeCompare(b.code));
    const { id } = await supervisor.post<{ id: string }>('/batches', {
      order: sorted[order]!.id,
      recipe: 'car-t-demo',
    });
    const walk = new Walk(people, id, { ...VALUES, ...typed });
    const operator = await people.as('operator');
    await operator.post(`/batches/${id}/bind`, { unitProcedure: 'culture', scanned: unit });
    return walk;
  }

  /** A batch that was issued and bound otherwise. */
  static of(people: Walked, id: string): Walk {
    return new Walk(people, id, VALUES);
  }

  async batch(): Promise<BatchDto> {
    return (await this.people.as('operator')).get<BatchDto>(`/batches/${this.id}`);
  }

  async step(phase: string): Promise<StepDto> {
    return (await this.batch()).steps.find((step) => step.phase === phase)!;
  }

  /** One command on a step, with the version that stands now; where the unit was faster, the person looks again. */
  async act(
    phase: string,
    act: string,
    body: object | ((step: StepDto) => object) = {},
    username: DemoUsername = 'operator',
  ): Promise<void> {
    const person = await this.people.as(username);
    for (let look = 1; ; look++) {
      const step = await this.step(phase);
      const more = typeof body === 'function' ? body(step) : body;
      try {
        return void (await person.post(`/batches/${this.id}/steps/${step.id}/${act}`, { seen: step.version, ...more }));
      } catch (error) {
        if (!(error instanceof Problem) || !CHANGED.has(error.code) || look === LOOKS) throw error;
      }
    }
  }

  /** Does a step from start to its last signature. */
  async do(phase: string): Promise<void> {
    await this.start(phase);
    await this.finish(phase);
  }

  async start(phase: string): Promise<void> {
    await this.act(phase, 'start');
  }

  async finish(phase: string): Promise<void> {
    await this.fill(phase);
    if ((await this.step(phase)).state === 'running') await this.act(phase, 'complete');
    await this.commentAndSign(phase);
  }

  /** What the unit's last readings raise may come between comment and signature; then it is commented too. */
  private async commentAndSign(phase: string): Promise<void> {
    for (let look = 1; ; look++) {
      await this.comment(phase);
      try {
        return await this.sign(phase);
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'exception.comment-missing' || look === LOOKS) throw error;
      }
    }
  }

  /** Everything that the step asks of a person before it is complete. */
  async fill(phase: string): Promise<void> {
    const { kind, scans, fields, options, decision } = await this.step(phase);
    const { unit, coi, patient } = await this.batch();
    const labels: Record<string, string> = { unit: unit!.code, coi, patient };
    for (const { id, expects, scannedAt } of scans)
      if (scannedAt === null) await this.act(phase, 'scan', { scan: id, scanned: labels[expects] });
    const open = fields.filter(({ entry }) => entry === null);
    const typed = open.filter(({ tag }) => tag === null);
    const values = typed.map(({ id }) => ({ field: id, ...this.typed[`${phase}.${id}`] }));
    if (values.length > 0) await this.act(phase, 'entries', { values });
    const captured = open.filter(({ tag }) => tag !== null).map(({ id }) => id);
    if (captured.length > 0) await this.act(phase, 'capture', { fields: captured });
    if (kind === 'decision' && decision === null) await this.act(phase, 'decide', { option: options[0]!.id });
    if (kind === 'program') await this.programEnded(phase);
  }

  async programEnded(phase: string): Promise<StepDto> {
    return until(`the program of ${phase} has ended`, async () => {
      const step = await this.step(phase);
      return step.run?.state === 'ended' && step;
    });
  }

  async comment(phase: string): Promise<void> {
    for (const { id, comment } of (await this.step(phase)).exceptions)
      if (comment === null)
        await this.act(phase, `exceptions/${id}/comment`, { comment: 'Seen, cause found, cells unharmed.' });
  }

  /** Gives every signature that is due, each by the demo's person for it. */
  async sign(phase: string): Promise<void> {
    for (;;) {
      const [due] = (await this.step(phase)).signaturesDue;
      if (due === undefined) return;
      const { meaning } = due;
      const username = SIGNERS[`${meaning} ${due.role}`]!;
      await this.act(phase, 'sign', ({ signing }) => ({ signing: signingOf(username, meaning, signing) }));
    }
  }

  /** A supervisor's signed restart of a step that is held. */
  async restart(phase: string, comment: string): Promise<void> {
    await this.act(phase, 'restart', ({ restart }) => ({
      comment,
      signing: signingOf('supervisor', 'restart', restart),
    }));
  }
}
