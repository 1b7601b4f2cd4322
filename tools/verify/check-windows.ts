import type { BatchState } from './batch-state.js';
import { milliseconds } from './check-clocks.js';
import type { Fact } from './fact.js';
import type { HoldWindow } from './recipe.js';
import type { Report } from './report.js';
import type { Exception, Occurrence, Step, Timer } from './rows.js';

type Edge = HoldWindow['from'];
type Verdict = 'early' | 'alert' | 'late';

/** A clock that an opened hold time calls for. */
interface Clock {
  window: string;
  step: string;
  purpose: string;
  dueAt: string;
  seq: number;
}

/** A hold time that was missed, by the verifier's own reckoning. */
interface Lapse {
  window: HoldWindow;
  verdict: Verdict;
  step: string;
  values: Record<string, unknown>;
  seq: number;
}

const CLOCKS = new Set(['window-alert', 'window-late']);
/** States in which a batch is over, or about to be. */
export const ENDED = new Set(['complete', 'stopping', 'stopped', 'aborting', 'aborted']);
const ENDS = new Set(['batch.completed', 'batch.stopping', 'batch.aborting']);
const GONE = new Set(['omitted', 'skipped']);

/** A clock that ran down is noticed within this while a server writes, whatever else it does. */
const NOTICED_MS = 60_000;

/**
 * 211.111: hold times, followed from edge to edge on event time. Where one opens it has its clocks, where one closes the time
 * between its edges is judged, and what was missed is said, once, and nothing else is.
 */
export class Windows {
  private clocks: Clock[] = [];
  private readonly lapses = new Map<string, Lapse>();
  /** timers whose hold has ended */
  private readonly closed = new Set<string>();
  /** timers that were stopped, and only the end of the batch explains it */
  private stopped: string[] = [];
  /** by timer: since when facts are written though it has run down */
  private readonly overrun = new Map<string, string>();

  constructor(private readonly report: Report) {}

  /** Takes up a fact, in the state that it made. */
  follow(state: BatchState, fact: Fact): void {
    this.unexplained(fact);
    this.overdue(state, fact);
    const step = state.steps.get(String(fact.values['step']));
    const over = ENDED.has(String(state.batch['state']));
    switch (fact.type) {
      case 'step.started':
        return step && this.reach(state, fact, step, 'start', fact.happenedAt);
      case 'step.finished':
        return step && step['run'] === null ? this.reach(state, fact, step, 'end', step.endedAt!) : undefined;
      case 'step.program-ended':
        return step && !over ? this.reach(state, fact, step, 'end', step.endedAt!) : undefined;
      case 'batch.recipe-changed':
        return this.reopen(state, fact);
      case 'timer.set':
        return this.clockSet(fact);
      case 'timer.cancelled':
        return this.clockStopped(state, fact);
      case 'timer.fired':
        return this.clockFired(state, fact);
    }
  }

  private reach(state: BatchState, fact: Fact, step: Step, edge: Edge['edge'], at: string): void {
    const is = (one: Edge): boolean => one.phase === step.phase && one.edge === edge;
    for (const window of state.recipe.windows ?? []) {
      if (is(window.to)) this.close(state, fact, window, step, at);
      if (is(window.from)) this.open(state, fact, window, step.rounds, at);
    }
  }

  private open(state: BatchState, { seq, speed }: Fact, window: HoldWindow, rounds: string, at: string): void {
    const to = state.stepAt(window.to.phase, rounds);
    // what is not done ends no hold
    if (to === undefined || GONE.has(to.state)) return;
    const { alert, max } = lengthsOf(window, speed);
    const clock = (purpose: string, ms: number | null): void => {
      if (ms === null) return;
      const dueAt = new Date(Date.parse(at) + ms).toISOString();
      this.clocks.push({ window: window.id, step: to.id, purpose, dueAt, seq });
    };
    clock('window-alert', alert);
    clock('window-late', max);
  }

  private close(state: BatchState, fact: Fact, window: HoldWindow, step: Step, at: string): void {
    for (const { number, purpose, state: now, ...timer } of state.timers.values())
      if (CLOCKS.has(purpose) && timer['window'] === window.id && now === 'running') this.closed.add(number);
    const from = begunAt(state, window, step.rounds);
    if (from === null) return;
    const { min, max, alert } = lengthsOf(window, fact.speed);
    const elapsed = Date.parse(at) - Date.parse(from);
    // a clock that was set ahead makes no hold shorter
    const passed = elapsed - setAhead(state, from, at);
    const verdict =
      min !== null && passed < min
        ? 'early'
        : max !== null && elapsed > max
          ? 'late'
          : alert !== null && elapsed > alert
            ? 'alert'
            : null;
    if (verdict !== null) this.lapse(fact, window, step, verdict, from, at);
  }

  /** Hold times that run on to steps of a newer version. */
  private reopen(state: BatchState, fact: Fact): void {
    for (const window of state.recipe.windows ?? []) {
      const [from, to] = [state.stepAt(window.from.phase), state.stepAt(window.to.phase)];
      const begun = from === undefined ? null : begunAt(state, window, from.rounds);
      if (begun !== null && to?.state === 'idle') this.open(state, fact, window, from!.rounds, begun);
    }
  }

  private lapse(fact: Fact, window: HoldWindow, step: Step, verdict: Verdict, from: string, to: string): void {
    const identity = `window/${step.rounds}${window.id}/${verdict}`;
    if (this.lapses.has(identity)) return;
    const values = { window: window.id, from, to, ...lengthsOf(window, fact.speed) };
    this.lapses.set(identity, { window, verdict, step: step.id, values, seq: fact.seq });
  }

  private clockSet({ stream, seq, values }: Fact): void {
    const { purpose, window, step, dueAt } = values;
    if (!CLOCKS.has(String(purpose))) return;
    const place = this.clocks.findIndex((one) => one.purpose === purpose && one.window === window && one.step === step);
    const [due] = place < 0 ? [] : this.clocks.splice(place, 1);
    if (due === undefined)
      this.report.wrong(
        stream,
        seq,
        `a clock was set for hold time ${String(window)}, which did not begin`,
        'none',
        purpose,
      );
    else this.report.same(stream, seq, `hold time ${due.window} is timed to another instant`, due.dueAt, dueAt);
  }

  private clockStopped(state: BatchState, { values }: Fact): void {
    const timer = state.timers.get(String(values['timer']));
    if (timer === undefined || !CLOCKS.has(timer.purpose) || this.closed.delete(timer.number)) return;
    if (!GONE.has(state.steps.get(String(timer.step))?.state ?? '')) this.stopped.push(timer.number);
  }

  private clockFired(state: BatchState, fact: Fact): void {
    const timer = state.timers.get(String(fact.values['timer']));
    if (timer === undefined || !CLOCKS.has(timer.purpose)) return;
    const window = state.recipe.windows?.find(({ id }) => id === timer['window']);
    const step = state.steps.get(String(timer.step));
    if (window === undefined || step === undefined) return;
    const begun = begunAt(state, window, step.rounds);
    const verdict = timer.purpose === 'window-alert' ? 'alert' : 'late';
    if (begun !== null) this.lapse(fact, window, step, verdict, begun, timer.dueAt);
  }

  /** A clock is stopped where its hold ends, where that will not be done, or with the batch. */
  private unexplained({ stream, seq, type }: Fact): void {
    if (this.stopped.length === 0 || type === 'timer.cancelled' || type === 'lot.yielded') return;
    if (!ENDS.has(type))
      this.report.wrong(stream, seq, 'the clock of a hold time was stopped before its end', 'its end', this.stopped);
    this.stopped = [];
  }

  private overdue(state: BatchState, { stream, seq, at }: Fact): void {
    for (const { number, purpose, dueAt, state: now } of state.timers.values()) {
      if (!CLOCKS.has(purpose) || now !== 'running' || dueAt >= at) continue;
      const since = this.overrun.get(number);
      if (since === undefined) this.overrun.set(number, at);
      else if (Date.parse(at) - Date.parse(since) > NOTICED_MS) {
        this.overrun.set(number, '9999-12-31T23:59:59.999Z');
        this.report.wrong(stream, seq, `clock ${number} of a hold time ran down, and nothing says so`, dueAt, at);
      }
    }
  }

  /** At the end of the facts: each clock is there and was stopped with its hold, and each lapse is said as it is. */
  end(state: BatchState, stream: string): void {
    const wrong = (seq: number | null, what: string, expected: unknown, found: unknown): void =>
      this.report.wrong(stream, seq, what, expected, found);
    for (const { seq, window, purpose } of this.clocks)
      wrong(seq, `hold time ${window} began without its clock`, purpose, 'none');
    for (const number of this.closed)
      wrong(timerOf(state, number).seq, `clock ${number} went on after its hold had ended`, 'timer.cancelled', 'none');
    const said = new Map<string, Occurrence[]>();
    for (const one of [...state.events.values(), ...state.exceptions.values()])
      if (/^window[./]/.test(one.kind) || one.identity.startsWith('window/'))
        said.set(one.identity, [...(said.get(one.identity) ?? []), one]);
    for (const [identity, lapse] of this.lapses) {
      const [found, ...more] = said.get(identity) ?? [];
      said.delete(identity);
      const what = `hold time ${lapse.window.id} was missed (${lapse.verdict})`;
      if (found === undefined) wrong(lapse.seq, what, lapse.verdict === 'alert' ? 'an event' : 'an exception', 'none');
      else
        this.report.same(stream, found.seq, `${what}, and it is said otherwise`, saidOf(lapse), isSaid(state, found));
      for (const one of more) wrong(one.seq, `${what}, and is said twice`, 'once', one.number);
    }
    for (const [one] of said.values()) wrong(one!.seq, 'no hold time was missed', 'nothing', one!.number);
  }
}

const timerOf = (state: BatchState, number: string): Timer => state.timers.get(number)!;

function begunAt(state: BatchState, { from }: HoldWindow, rounds: string): string | null {
  const step = state.stepAt(from.phase, rounds);
  return (from.edge === 'start' ? step?.startedAt : step?.endedAt) ?? null;
}

/** In ms. Minimum holds scale with the demo's speed; others have lengths of their own there. */
function lengthsOf(window: HoldWindow, speed = 1): Record<'min' | 'max' | 'alert', number | null> {
  const { max, alert } = speed === 1 || window.demo === undefined ? window : { ...window, ...window.demo };
  const length = (text: string | undefined, by: number): number | null =>
    text === undefined ? null : milliseconds(text) / by;
  return { min: length(window.min, speed), max: length(max, 1), alert: length(alert, 1) };
}

/** How much of a span a clock that was set ahead made up. */
const setAhead = (state: BatchState, from: string, to: string): number =>
  [...state.events.values()]
    .filter((one) => one.kind === 'clock.jumped' && one.startedAt >= from && String(one['endedAt']) <= to)
    .reduce((sum, { values }) => sum + Math.max(0, Number(values['ms'])), 0);

function saidOf({ window, verdict, step, values }: Lapse): object {
  const { criticality, onBreach, deviation: opens } = window;
  const rule = { criticality, onBreach, ...(opens === undefined ? {} : { opens }) };
  return { kind: `window.${verdict}`, step, values, startedAt: values['to'], ...(verdict === 'alert' ? {} : rule) };
}

function isSaid(state: BatchState, { number, kind, step, values, startedAt }: Occurrence): object {
  const exception: Exception | undefined = state.exceptions.get(number);
  if (exception === undefined) return { kind, step, values, startedAt };
  const { criticality, onBreach, opens } = exception;
  return { kind, step, values, startedAt, criticality, onBreach, ...(opens === undefined ? {} : { opens }) };
}
