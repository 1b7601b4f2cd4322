import type { BatchState } from './batch-state.js';
import { highest } from './check-acts.js';
import { milliseconds } from './check-clocks.js';
import type { Fact } from './fact.js';
import { isAtWork } from './progress.js';
import { blockOf } from './recipe.js';
import type { Report } from './report.js';
import type { Occurrence, Row, Step } from './rows.js';

/** An event or exception that a fact of the batch calls for; `rule` null: an event. */
interface Call {
  kind: string;
  step: string;
  values: Row;
  startedAt?: unknown;
  rule: { criticality?: unknown; onBreach: string } | null;
  seq: number;
}

/** Kinds that come of what the batch itself states of its programs, its evidence and its rounds. */
const KINDS = new Set(['program.held', 'program.not-completed', 'evidence.late', 'repeat.overdue', 'repeat.missed']);

/** Of the interval: a round that fell due so shortly before the end coincides with it. */
const AT_THE_END = 0.1;

/** What programs that were held or broken off, late evidence and rounds that were not begun call for: each once, and nothing else. */
export class Calls {
  private readonly due = new Map<string, Call>();

  constructor(private readonly report: Report) {}

  /** Takes up a fact where the batch stands before it. */
  look(state: BatchState, fact: Fact, over: boolean): void {
    const step = state.steps.get(String(fact.values['step']));
    if (fact.type === 'timer.fired') return this.roundDue(state, fact);
    if (fact.type === 'steps.omitted') return this.roundsLeft(state, fact);
    if (step === undefined) return;
    if (fact.type === 'evidence.named' && fact.values['supplementary'] === true) this.lateEvidence(fact, step);
    if (over) return;
    if (fact.type === 'step.program-held') this.held(state, fact, step);
    if (fact.type === 'step.program-ended') this.brokenOff(state, fact, step);
  }

  private held(state: BatchState, { seq, values, happenedAt }: Fact, step: Step): void {
    const { cause } = values;
    if (cause === 'command' || step.state === 'paused') return;
    const { runId } = step['run'] as Row;
    const rule = { criticality: weightOf(state, step), onBreach: 'stop' };
    const call = { kind: 'program.held', step: step.id, values: { cause, runId }, startedAt: happenedAt, rule, seq };
    this.due.set(`program/${String(runId)}/held/${happenedAt}`, call);
  }

  private brokenOff(state: BatchState, { seq, values, happenedAt }: Fact, step: Step): void {
    const { outcome } = values;
    const { runId, endDue } = step['run'] as Row;
    if (outcome === 'completed' || (outcome === 'stopped' && endDue === true)) return;
    const rule = { criticality: weightOf(state, step), onBreach: 'supervisor' };
    const call = {
      kind: 'program.not-completed',
      step: step.id,
      values: { outcome, runId },
      startedAt: happenedAt,
      rule,
    };
    this.due.set(`program/${String(runId)}/ended`, { ...call, seq });
  }

  private lateEvidence({ seq, values }: Fact, step: Step): void {
    const last = (values['seals'] as { seq: number }[]).at(-1)?.seq;
    const call = { kind: 'evidence.late', step: step.id, values: { seal: last }, rule: { onBreach: 'continue' }, seq };
    this.due.set(`late/${step.phase}/${last}`, call);
  }

  private roundDue(state: BatchState, { seq, values }: Fact): void {
    const timer = state.timers.get(String(values['timer']));
    const step = state.steps.get(String(timer?.step));
    if (timer?.purpose !== 'repeat-due' || step === undefined || !isAtWork(step)) return;
    const element = state.elementAt(String(timer['window']), step.rounds);
    if (element === undefined) return;
    const round = element.round + 1;
    const own = `${element.rounds}${element.name}`;
    const open = state.inOrder().some(({ rounds, state: now }) => rounds.startsWith(`${own}[`) && now === 'idle');
    const call = { kind: 'repeat.overdue', step: step.id, values: { repeat: element.name, round }, rule: null, seq };
    if (open) this.due.set(`repeat/${own}/${round}`, { ...call, startedAt: timer.dueAt });
  }

  private roundsLeft(state: BatchState, { seq, values, at, speed = 1 }: Fact): void {
    const element = state.elements.get(String(values['element']));
    const block = element?.kind === 'repeat' ? blockOf(state.recipe, element.name) : undefined;
    if (element === undefined || block?.kind !== 'repeat') return;
    const during = state.stepIn(block.during, element.rounds);
    if (during === undefined) return;
    const clocks = [...state.timers.values()].filter(
      (one) =>
        one.purpose === 'repeat-due' && one.step === during.id && one['window'] === block.id && one.state === 'fired',
    );
    const own = `${element.rounds}${element.name}`;
    const endedAt = during.endedAt ?? at;
    const left = (values['steps'] as string[]).map((id) => state.steps.get(id)?.rounds.slice(own.length + 1) ?? '');
    for (const round of new Set(left.map((rounds) => parseInt(rounds, 10)))) {
      const dueAt = clocks[round - 1]?.dueAt;
      const margin = (AT_THE_END * milliseconds(block.every)) / speed;
      if (dueAt === undefined || Date.parse(dueAt) + margin > Date.parse(endedAt)) continue;
      const said = { repeat: element.name, round, dueAt, endedAt };
      const rule = { criticality: 'IPC', onBreach: 'continue' };
      const call = { kind: 'repeat.missed', step: during.id, values: said, startedAt: dueAt, rule, seq };
      this.due.set(`repeat/${own}/${round}/missed`, call);
    }
  }

  end(state: BatchState, stream: string): void {
    const said = new Map<string, Occurrence>();
    for (const one of [...state.events.values(), ...state.exceptions.values()]) {
      if (!KINDS.has(one.kind)) continue;
      if (said.has(one.identity)) this.report.wrong(stream, one.seq, `${one.kind} is said twice`, 'once', one.number);
      said.set(one.identity, one);
    }
    for (const [identity, call] of this.due) {
      const found = said.get(identity);
      said.delete(identity);
      if (found === undefined) this.report.wrong(stream, call.seq, `this calls for ${call.kind}`, identity, 'none');
      else this.compare(state, stream, call, found);
    }
    for (const { seq, kind, number } of said.values())
      this.report.wrong(stream, seq, `nothing calls for ${kind}`, 'nothing', number);
  }

  private compare(state: BatchState, stream: string, call: Call, found: Occurrence): void {
    const exception = state.exceptions.get(found.number);
    const { kind, step, values, startedAt = found.startedAt, rule } = call;
    const names = Object.keys(values);
    const expected = { kind, step, startedAt, values, rule };
    const is = {
      ...{ kind: found.kind, step: found.step, startedAt: found.startedAt },
      values: Object.fromEntries(names.map((name) => [name, found.values[name]])),
      rule:
        exception === undefined
          ? null
          : {
              ...(rule?.criticality !== undefined && { criticality: exception.criticality }),
              onBreach: exception.onBreach,
            },
    };
    this.report.same(stream, found.seq, `${kind} ${found.number} is not as its cause makes it`, expected, is);
  }
}

/** A program bears on the product as its most critical monitor. */
export const weightOf = (state: BatchState, step: Step): string => highest(state.placed(step)?.phase.monitor ?? []);
