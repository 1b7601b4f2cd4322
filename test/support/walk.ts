import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchAnswerDto } from '../../src/execution/batches/batch.dto.js';
import type { BatchDto, StepDto } from '../../src/execution/batches/batch-view.dto.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import type { DemoUsername } from './app.js';
import { type Client, Problem } from './client.js';
import { type Typed, workOf } from './step-work.js';

interface Walked {
  as(username: DemoUsername): Promise<Client>;
}

/** Two operators: who does the work, and who verifies it. */
export type Crew = readonly [performer: 'operator' | 'operator2', verifier: 'operator' | 'operator2'];

export interface WalkOptions {
  /** code of an effective recipe (car-t-demo) */
  recipe?: string;
  /** what is typed, by `step.field`, beside or instead of the usual */
  typed?: Typed;
  /** which of the demo's orders, by code from 0 */
  order?: number;
  crew?: Crew;
  /** label of the kit that goes into the unit */
  kit?: string;
}

/** What a person types who does everything right, by field of `car-t-demo`. */
const VALUES: Typed = {
  'seeding.viable-cells': '100',
  'seeding.viability': '92.5',
  'seeding.volume': '100',
  'vector.lot': 'LV-2611-07',
  'vector.intact': 'true',
  'vector.titre': '1.25',
  'count.vcd': '2.10',
  'count.viability': '91.0',
  'harvest.volume': '104',
};

/** How a command is refused that came after a change of the step; the person looks again, so many times. */
const CHANGED = new Set(['step.stale', 'signature.content-changed']);
const isChanged = (error: unknown): boolean => error instanceof Problem && CHANGED.has(error.code);
const LOOKS = 5;
/** ms; of patience with a busy machine, not of what a program takes, and between looks at a whole batch */
const [LONGEST_PROGRAM, GLANCE] = [300_000, 400];

const SEEN = { comment: 'Seen, cause found, cells unharmed.' };

/** What a person gives to sign what is shown. */
export const signingOf = (username: DemoUsername, meaning: string, shown: { hash: string } | null) => ({
  ...{ username, password: DEMO_PASSWORD, meaning },
  hash: shown?.hash ?? '',
});

/** Waits until `look` gives something, looking every so many ms; fails with what was awaited. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  patience = 60_000,
  pause = 100,
): Promise<T> {
  for (const end = Date.now() + patience; ; await sleep(pause)) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s in vain until ${what}`);
  }
}

/** A batch as the demo's people walk it through, over the API. */
export class Walk {
  private readonly typed: Typed;
  private readonly crew: Crew;
  /** as it was looked at last */
  private seen: BatchDto | undefined;
  /** of steps that were commanded since */
  private readonly versions = new Map<string, number>();

  private constructor(
    private readonly people: Walked,
    readonly id: string,
    { typed = {}, crew = ['operator', 'operator2'] }: WalkOptions = {},
  ) {
    this.typed = { ...VALUES, ...typed };
    this.crew = crew;
  }

  /** Issues a batch for an order that has none. */
  static async issue(people: Walked, options: WalkOptions = {}): Promise<Walk> {
    const { recipe = 'car-t-demo', order = 0 } = options;
    const supervisor = await people.as('supervisor');
    const orders = await supervisor.get<{ id: string; code: string }[]>('/orders');
    const sorted = orders.toSorted((a, b) => a.code.localeCompare(b.code));
    const { id } = await supervisor.post<{ id: string }>('/batches', { order: sorted[order]!.id, recipe });
    return new Walk(people, id, options);
  }

  /** Issues a batch and binds its unit. */
  static async begin(people: Walked, unit: string, options: WalkOptions = {}): Promise<Walk> {
    const walk = await Walk.issue(people, options);
    await walk.bind('culture', unit, options.kit);
    return walk;
  }

  /** A batch that was issued and bound otherwise. */
  static of(people: Walked, id: string): Walk {
    return new Walk(people, id);
  }

  async bind(unitProcedure: string, unit: string, kit?: string): Promise<void> {
    const performer = await this.people.as(this.crew[0]);
    const body = { unitProcedure, scanned: unit, ...(kit !== undefined && { kit: { scanned: kit } }) };
    await performer.post(`/batches/${this.id}/bind`, body);
  }

  async batch(): Promise<BatchDto> {
    this.seen = await (await this.people.as(this.crew[0])).get<BatchDto>(`/batches/${this.id}`);
    this.versions.clear();
    return this.seen;
  }

  async step(phase: string): Promise<StepDto> {
    return stepIn(await this.batch(), phase);
  }

  /** One command on a step, with the version that stands now; where the unit was faster, the person looks again. */
  async act(
    phase: string,
    act: string,
    body: object | ((step: StepDto) => object) = {},
    username: DemoUsername = this.crew[0],
  ): Promise<void> {
    const person = await this.people.as(username);
    for (let look = 1; ; look++) {
      const step = stepIn(this.seen ?? (await this.batch()), phase);
      const seen = this.versions.get(step.id) ?? step.version;
      const more = typeof body === 'function' ? body(step) : body;
      try {
        const path = `/batches/${this.id}/steps/${step.id}/${act}`;
        const { version } = await person.post<BatchAnswerDto>(path, { seen, ...more });
        return void (version !== null && this.versions.set(step.id, version));
      } catch (error) {
        if (!isChanged(error) || look === LOOKS) throw error;
        this.seen = undefined;
      }
    }
  }

  /** Does steps from start to last signature, one after the other. */
  async do(...phases: string[]): Promise<void> {
    for (const phase of phases) {
      await this.start(phase);
      await this.finish(phase);
    }
  }

  /** Does every step that is not done yet, in forced order, up to this one, or to the last. */
  async through(last?: string): Promise<void> {
    const { steps } = await this.batch();
    const end = last === undefined ? steps.length : steps.findIndex(({ phase }) => phase === last) + 1;
    await this.do(...steps.slice(0, end).flatMap(({ phase, state }) => (state === 'complete' ? [] : [phase])));
  }

  async start(phase: string): Promise<void> {
    await this.act(phase, 'start');
  }

  async finish(phase: string): Promise<void> {
    const { state } = await this.fill(phase);
    if (state === 'running') await this.onceSaid(() => this.act(phase, 'complete'));
    await this.sign(phase);
  }

  /** Everything that the step asks of a person before it is complete; the step as it was looked at last. */
  async fill(phase: string): Promise<StepDto> {
    const step = await this.step(phase);
    for (const [act, body] of workOf(step, this.seen!, this.typed)) await this.act(phase, act, body);
    if (step.kind === 'program') return this.programEnded(phase);
    if (step.kind === 'wait') return this.waitOver(phase);
    return step;
  }

  async programEnded(phase: string): Promise<StepDto> {
    const isEnded = async () => {
      const step = await this.step(phase);
      return step.run?.state === 'ended' && step;
    };
    return until(`the program of ${phase} has ended`, isEnded, LONGEST_PROGRAM, GLANCE);
  }

  private waitOver(phase: string): Promise<StepDto> {
    return until(`the wait of ${phase} is over`, async () => {
      const step = await this.step(phase);
      return this.seen!.timers.some((timer) => timer.step === step.id && timer.state === 'fired') && step;
    });
  }

  /** Comments on what was raised, and gives every signature that is due, each by the person for it. */
  async sign(phase: string): Promise<void> {
    for (;;) {
      const { exceptions, signaturesDue } = await this.step(phase);
      for (const { id, comment } of exceptions)
        if (comment === null) await this.act(phase, `exceptions/${id}/comment`, SEEN);
      const [due] = signaturesDue;
      if (due === undefined) return;
      const sign = ({ signing }: StepDto) => ({ signing: signingOf(this.signer(due), due.meaning, signing) });
      await this.onceSaid(() => this.act(phase, 'sign', sign));
    }
  }

  /**
   * What the unit's last readings raise may come between comment and signature, and to a step that is long signed: the last step
   * closes that too. Then it is commented on wherever it stands, as whoever reads the record does.
   */
  private async onceSaid(act: () => Promise<void>): Promise<void> {
    for (let refused = 0; ;)
      try {
        return await act();
      } catch (error) {
        const isRaised = error instanceof Problem && error.code === 'exception.comment-missing';
        if (!isRaised || ++refused === LOOKS) throw error;
        await this.sayAll();
      }
  }

  private async sayAll(): Promise<void> {
    const performer = await this.people.as(this.crew[0]);
    const silent = ({ comment }: { comment: string | null }): boolean => comment === null;
    for (;;) {
      const { steps, exceptionsOfBatch } = await this.batch();
      const step = steps.find(({ exceptions }) => exceptions.some(silent));
      const one = (step?.exceptions ?? exceptionsOfBatch).find(silent);
      if (one === undefined) return;
      const at = step === undefined ? '' : `/steps/${step.id}`;
      const body = { ...SEEN, ...(step && { seen: step.version }) };
      try {
        await performer.post(`/batches/${this.id}${at}/exceptions/${one.id}/comment`, body);
      } catch (error) {
        if (!isChanged(error)) throw error;
      }
    }
  }

  private signer({ meaning, role }: { meaning: string; role: string }): DemoUsername {
    if (role === 'operator') return meaning === 'verified' ? this.crew[1] : this.crew[0];
    return role === 'qa-reviewer' ? 'qa' : 'supervisor';
  }

  /** A supervisor's signed restart of a step that is held. */
  async restart(phase: string, comment: string): Promise<void> {
    await this.step(phase);
    await this.act(phase, 'restart', ({ restart }) => ({
      comment,
      signing: signingOf('supervisor', 'restart', restart),
    }));
  }
}

const stepIn = ({ steps }: BatchDto, phase: string): StepDto => steps.find((step) => step.phase === phase)!;
