import fs from 'node:fs';
import path from 'node:path';
import type { StartRequest } from './memory.js';
import type { Property } from './programs.js';
import { Refused } from './refused.js';
import type { CultureUnit } from './unit.js';

/** A command as it comes over a broker: one message, texts. */
export interface Order {
  id: string;
  action: string;
  program: string;
  /** setpoints and other parameters, `37.0 Cel` */
  set: Readonly<Record<string, string>>;
  /** ISO 8601, program time */
  duration: string | undefined;
  job: string;
  task: string;
  /** what is answered, and how */
  prompt: string;
  answer: string;
}

export type Answer = { id: string; ok: true; runId?: string } | { id: string; ok: false; reason: string };

const COMMANDS = {
  ...({ hold: 'Hold', unhold: 'Unhold', pause: 'Suspend', resume: 'Unsuspend' } as const),
  ...({ stop: 'Stop', abort: 'Abort', reset: 'Reset', clear: 'Clear' } as const),
};
const KEPT_ANSWERS = 100;

/** Carries orders out on a unit, each at most once: an order that comes again gets the answer that it had, over restarts too. */
export class Orders {
  private readonly file: string;
  private answers: Answer[];

  constructor(
    dir: string,
    private readonly unit: CultureUnit,
    private readonly user: string,
  ) {
    this.file = path.join(dir, 'answers.json');
    this.answers = fs.existsSync(this.file) ? (JSON.parse(fs.readFileSync(this.file, 'utf8')) as Answer[]) : [];
  }

  take(order: Order): Answer {
    const known = this.answers.find(({ id }) => id === order.id);
    if (known) return known;
    const answer = this.carryOut(order);
    this.answers = [...this.answers, answer].slice(-KEPT_ANSWERS);
    fs.writeFileSync(`${this.file}.next`, JSON.stringify(this.answers));
    fs.renameSync(`${this.file}.next`, this.file);
    return answer;
  }

  private carryOut({ id, action, ...order }: Order): Answer {
    try {
      if (action === 'start-program') return { id, ok: true, runId: this.unit.start(this.request(order)) };
      if (action === 'set') {
        this.unit.set(properties(order.set));
        return { id, ok: true };
      }
      if (action === 'answer') {
        this.unit.tell({ id: order.prompt, answer: order.answer, by: id });
        return { id, ok: true };
      }
      if (!Object.hasOwn(COMMANDS, action)) throw new Refused('BadInvalidArgument', `unknown action '${action}'`);
      this.unit.command(COMMANDS[action as keyof typeof COMMANDS]);
      return { id, ok: true };
    } catch (error) {
      if (error instanceof Refused) return { id, ok: false, reason: error.code };
      throw error;
    }
  }

  private request({
    program,
    set,
    duration,
    job,
    task,
  }: Omit<Order, 'id' | 'action' | 'prompt' | 'answer'>): StartRequest {
    const given = properties(set);
    if (duration !== undefined) given.push({ key: 'duration', value: duration });
    return { template: program, properties: given, jobId: job, taskId: task, samples: [], user: this.user };
  }
}

const properties = (set: Order['set']): Property[] => Object.entries(set).map(([key, value]) => ({ key, value }));
