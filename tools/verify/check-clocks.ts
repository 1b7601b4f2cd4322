import type { BatchState, Step } from './batch-state.js';
import type { Fact } from './fact.js';
import type { Phase, Placed } from './recipe.js';
import type { Report } from './report.js';

const LENGTHS = [604_800, 86_400, 3_600, 60, 1];

/** Milliseconds of an ISO 8601 duration. */
function milliseconds(duration: string): number {
  const parts = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration);
  if (parts === null) throw new Error(`${duration} is no duration`);
  return LENGTHS.reduce((sum, length, index) => sum + length * Number(parts[index + 1] ?? 0), 0) * 1000;
}

/** A result is due so long after the end of its sampling, at the speed of that fact. Timers of other purposes pass. */
export function checkClockSet(report: Report, state: BatchState, fact: Fact, step: Step, phase: Phase): void {
  if (fact.values['purpose'] !== 'result-due') return;
  const sampled = state.stepAt(phase.of ?? '');
  if (sampled === undefined || sampled.endedAt === null || phase.within === undefined)
    return report.wrong(fact.stream, fact.seq, `step ${step.phase} has a clock too early`, 'a sample taken', 'none');
  const due = Date.parse(sampled.endedAt) + milliseconds(phase.within) / (fact.speed ?? 1);
  report.same(
    fact.stream,
    fact.seq,
    `the result of step ${step.phase} is due at another time after its sampling`,
    new Date(due).toISOString(),
    fact.values['dueAt'],
  );
}

/** No timer fires before its time. */
export function checkFired(report: Report, state: BatchState, { stream, seq, at, values }: Fact): void {
  const timer = state.timers.get(String(values['timer']));
  if (timer !== undefined && at < timer.dueAt)
    report.wrong(stream, seq, `timer ${timer.number} fired before it was due`, timer.dueAt, at);
}

/** Each sample taken has a clock for its result, and a result that came late or whose clock ran down is said to be overdue, once. */
export function checkOverdue(report: Report, state: BatchState, stream: string, placed: Iterable<Placed>): void {
  for (const { phase } of placed) {
    const [step, sampled] = [state.stepAt(phase.id), state.stepAt(phase.of ?? '')];
    if (phase.kind !== 'result' || step === undefined || sampled === undefined) continue;
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
