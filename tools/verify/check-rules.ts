import type { BatchState } from './batch-state.js';
import { ENDED } from './check-windows.js';
import type { Fact } from './fact.js';
import type { Report } from './report.js';
import type { Exception, Step } from './rows.js';

const RUNS = new Set(['running', 'paused', 'restarting']);
const HOLDS = new Set(['step.holding', 'step.held']);

/** An exception whose rule stops: its step, or the batch where none runs, is held in the same decision. */
interface Stop {
  number: string;
  step: string | null;
  at: string;
  seq: number;
}

/** What a rule says of its exception: that a step is held, or that nothing is finished before a supervisor has answered. */
export class Rules {
  private stops: Stop[] = [];

  constructor(private readonly report: Report) {}

  /** Takes up a fact where the batch stands before it. */
  look(state: BatchState, fact: Fact): void {
    const { type, at, values, stream, seq } = fact;
    for (const stop of this.stops.filter((one) => one.at !== at)) this.notHeld(stream, stop);
    this.stops = this.stops.filter((one) => one.at === at);
    if (HOLDS.has(type)) this.stops = this.stops.filter(({ step }) => step !== values['step']);
    if (type === 'batch.holding') this.stops = [];
    if (type === 'exception.raised' && values['onBreach'] === 'stop' && this.mayStop(state, values['step']))
      this.stops.push({ number: String(values['exception']), step: values['step'] as string | null, at, seq });
    // earlier versions let what a procedure called for at its end go without an answer
    if (type === 'step.finished') this.answered(state, fact, ({ step }) => step === values['step']);
    if (type === 'batch.completed') this.answered(state, fact, ({ step }) => step !== null);
  }

  end(stream: string): void {
    for (const stop of this.stops) this.notHeld(stream, stop);
  }

  private notHeld(stream: string, { number, seq }: Stop): void {
    this.report.wrong(stream, seq, `exception ${number} stops, and nothing was held for it`, 'held', 'going on');
  }

  private mayStop(state: BatchState, id: unknown): boolean {
    const batch = String(state.batch['state']);
    if (ENDED.has(batch)) return false;
    const step: Step | undefined = state.steps.get(String(id));
    if (step !== undefined && RUNS.has(step.state)) return true;
    const isHeld = step?.state === 'holding' || step?.state === 'held';
    return !isHeld && batch === 'running';
  }

  private answered(state: BatchState, { type, stream, seq }: Fact, of: (one: Exception) => boolean): void {
    for (const one of [...state.exceptions.values()].filter(of)) {
      const wrong = (lacks: string): void =>
        this.report.wrong(stream, seq, `${type} came before exception ${one.number} had ${lacks}`, lacks, 'none');
      if (one.onBreach !== 'continue' && one.answer === null) wrong('its answer');
      if (type === 'batch.completed' && one.comment === null) wrong('a comment');
    }
  }
}
