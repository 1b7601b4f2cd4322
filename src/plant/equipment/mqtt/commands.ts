import type { Uuid } from '../../../kernel/ids.js';
import type { Quantity } from '../../../kernel/quantity.js';
import {
  CommandRefused,
  type ControlMethod,
  type PromptReply,
  type UnitControl,
  type UnitOrder,
  type UnitSight,
} from '../domain/index.js';
import { type UnitAnswer, writeCommand } from './profile.js';

/** Rejects where it is not known whether it is on its way; the broker need not keep it longer than `seconds`. */
type Publish = (payload: string, seconds: number) => Promise<void>;

/**
 * Commands to one unit, each published once. The answer may come on a later connection than the command went by; without one in
 * time it is not known what became of it.
 */
export class Commands implements UnitControl {
  readonly mayPrompt = true;
  private readonly open = new Map<string, { answer: (answer: UnitAnswer) => void; fail: (error: Error) => void }>();

  constructor(
    private readonly publish: Publish,
    private readonly states: { readonly sight: UnitSight | null },
    private readonly limit: number,
  ) {}

  sight(): Promise<UnitSight> {
    const { sight } = this.states;
    return sight === null ? Promise.reject(new Error('the unit has not said what it does')) : Promise.resolve(sight);
  }

  async checksum(program: string): Promise<string | null> {
    return (await this.sight()).checksums?.[program] ?? null;
  }

  async kit(): Promise<string | null | undefined> {
    return (await this.sight()).kit;
  }

  async start(order: UnitOrder, command: Uuid): Promise<string> {
    return (await this.send(command, order)).runId;
  }

  async invoke(action: ControlMethod, command: Uuid): Promise<void> {
    await this.send(command, { action });
  }

  async set(setpoints: Record<string, Quantity>, command: Uuid): Promise<void> {
    await this.send(command, { action: 'set', set: setpoints });
  }

  async answer(reply: PromptReply, command: Uuid): Promise<void> {
    await this.send(command, { action: 'answer', ...reply });
  }

  answered(answer: UnitAnswer): void {
    this.open.get(answer.id)?.answer(answer);
  }

  /** Nothing that is on its way will be answered here. */
  lost(reason: string): void {
    for (const { fail } of [...this.open.values()]) fail(new Error(reason));
  }

  private async send(id: Uuid, order: Parameters<typeof writeCommand>[1]): Promise<UnitAnswer> {
    const answered = new Promise<UnitAnswer>((answer, fail) => this.open.set(id, { answer, fail }));
    let why = new Error('no answer from the unit');
    const late = setTimeout(() => this.open.get(id)?.fail(why), this.limit);
    // where the broker's word is lost that it has the command, the unit's answer may come all the same
    this.publish(writeCommand(id, order), Math.ceil(this.limit / 1000)).catch((error: Error) => (why = error));
    try {
      const answer = await answered;
      if (!answer.ok) throw new CommandRefused(answer.reason);
      return answer;
    } finally {
      clearTimeout(late);
      this.open.delete(id);
    }
  }
}
