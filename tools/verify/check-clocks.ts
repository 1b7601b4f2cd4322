import type { BatchState } from './batch-state.js';
import type { Fact } from './fact.js';
import { blockOf, type Phase } from './recipe.js';
import type { Report } from './report.js';
import type { Step } from './rows.js';

const LENGTHS = [604_800, 86_400, 3_600, 60, 1];

/** Milliseconds of an ISO 8601 duration. */
export function milliseconds(duration: string): number {
  const parts = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration);
  if (parts === null) throw new Error(`${duration} is no duration`);
  return LENGTHS.reduce((sum, length, index) => sum + length * Number(parts[index + 1] ?? 0), 0) * 1000;
}

/** A clock is set for what its phase asks for, to the time that follows, at the speed of its fact. Clocks of hold times pass. */
export function checkClockSet(report: Report, state: BatchState, fact: Fact, step: Step, phase: Phase): void {
  const { purpose, window, dueAt } = fact.values;
  const after = (from: string, length: string, times = 1): string =>
    new Date(Date.parse(from) + (times * milliseconds(length)) / (fact.speed ?? 1)).toISOString();
  const same = (what: string, due: string): boolean =>
    report.same(fact.stream, fact.seq, `${what} of step ${step.phase} is due at another time`, due, dueAt);
  const wrong = (what: string): void =>
    report.wrong(fact.stream, fact.seq, `step ${step.phase} has a clock ${what}`, 'none', purpose);
  if (purpose === 'wait')
    return phase.for === undefined ? wrong('for no wait') : void same('the wait', after(startOf(step), phase.for));
  if (purpose === 'repeat-due') {
    const block = blockOf(state.recipeOf(step), String(window));
    if (block?.kind !== 'repeat' || block.during !== step.phase) return wrong('for what is not repeated during it');
    const before = [...state.timers.values()].filter(
      (one) => one.purpose === purpose && one.step === step.id && one['window'] === window,
    );
    const last = before.at(-1)?.dueAt;
    return void same(block.id, after(last ?? startOf(step), block.every));
  }
  if (purpose === 'stop-again') {
    const before = [...state.timers.values()].filter((one) => one.purpose === purpose && one.step === step.id);
    const wait = Math.min(900_000, 60_000 * 2 ** before.length);
    return void same('the next stop', new Date(Date.parse(fact.at) + wait).toISOString());
  }
  if (purpose !== 'result-due') return;
  const sampled = state.stepAt(phase.of ?? '', step.rounds);
  if (sampled === undefined || sampled.endedAt === null || phase.within === undefined) return wrong('too early');
  same('the result', after(sampled.endedAt, phase.within));
}

const startOf = (step: Step): string => String(step['startedAt']);

/** A clock that was set ahead shortens no wait: each that runs is moved by as much, there and then. */
export function checkShortened(report: Report, state: BatchState, fact: Fact, shortened: Set<string>): void {
  if (fact.type === 'timer.moved') shortened.delete(String(fact.values['timer']));
  else {
    for (const timer of shortened)
      report.wrong(fact.stream, fact.seq, `a jump of the clock shortened wait ${timer}`, 'timer.moved', fact.type);
    shortened.clear();
  }
  if (fact.type !== 'clock.jumped' || Number(fact.values['ms']) < 0) return;
  for (const { number, purpose, state: now } of state.timers.values())
    if (purpose === 'wait' && now === 'running') shortened.add(number);
}

/** No timer fires before its time. */
export function checkFired(report: Report, state: BatchState, { stream, seq, at, values }: Fact): void {
  const timer = state.timers.get(String(values['timer']));
  if (timer !== undefined && at < timer.dueAt)
    report.wrong(stream, seq, `timer ${timer.number} fired before it was due`, timer.dueAt, at);
}

/** Each sample taken has a clock for its result, and a result that came late or whose clock ran down is said to be overdue, once. */
export function checkOverdue(report: Report, state: BatchState, stream: string): void {
  for (const step of state.inOrder()) {
    const phase = state.placed(step)?.phase;
    if (phase?.kind !== 'result' || step.state === 'omitted') continue;
    const sampled = state.stepAt(phase.of ?? '', step.rounds);
    if (sampled === undefined) continue;
    const wrong = (seq: number | null, what: string, expected: unknown, found: unknown): void =>
      report.wrong(stream, seq, `step ${phase.id}: ${what}`, expected, found);
    const clocks = [...state.timers.values()].filter((one) => one.purpose === 'result-due' && one.step === step.id);
    const due = phase.within !== undefined && sampled.finishedAt !== null ? 1 : 0;
    if (clocks.length !== due) wrong(null, 'its sample has not one clock', due, clocks.length);
    const clock = clocks[0];
    const said = [...state.events.values()].filter((one) => one.kind === 'result.overdue' && one.step === step.id);
    const late =
      clock !== undefined && (clock.state === 'fired' || (step.finishedAt !== null && step.finishedAt > clock.dueAt));
    if (said.length !== (late ? 1 : 0))
      wrong(
        said[0]?.seq ?? clock?.seq ?? null,
        'what is said of a late result',
        late ? 'overdue, once' : 'nothing',
        said.length,
      );
    const sample = state.standing(sampled.id, 'sample')?.value ?? null;
    for (const { seq, values, startedAt } of said)
      if (clock !== undefined) {
        report.same(
          stream,
          seq,
          'the overdue result is of another sample or time',
          { sample, of: phase.of, dueAt: clock.dueAt },
          values,
        );
        report.same(stream, seq, 'the result is overdue from another instant on', clock.dueAt, startedAt);
      }
  }
}
