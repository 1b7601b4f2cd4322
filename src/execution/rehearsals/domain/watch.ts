import { type Monitor, unitProceduresOf } from '../../../definition/recipes/domain/index.js';
import type { Tag } from '../../../definition/unit-classes/domain/index.js';
import { type Finding, judgeReadings, monitorRule, type StepRow, ticksOf } from '../../batches/domain/index.js';
import { advance, look, type MonitorRule, type MonitorState, type Outcome, watch } from '../../rules/domain/index.js';
import { SYSTEM } from './people.js';
import type { Moment, Signals } from './signals.js';
import type { Stage } from './stage.js';

/** At most so much is folded at once, so that what is found in it is found again cheaply, and others may have a turn. */
const STRIDE_MS = 6 * 3_600_000;

interface Watched {
  step: StepRow;
  monitor: Monitor;
  tag: Tag;
  rule: MonitorRule;
  state: MonitorState;
  over: boolean;
}

interface Looked {
  state: MonitorState;
  /** ms since 1970, of what was found first; null where nothing was */
  at: number | null;
  outcomes: Outcome[];
}

/** The recipe's monitors over what simulated units show: folded and looked at as the server does it with committed readings. */
export class Watch {
  private readonly watched = new Map<string, Watched>();
  private seen: number;

  constructor(
    private readonly stage: Stage,
    private readonly signals: Signals,
  ) {
    this.seen = stage.clock;
  }

  /** Lets time go on to `to`, or to the first thing that is found on the way, or a stride. Says what was found. */
  passTo(to: number): void {
    this.begin();
    const end = Math.min(to, this.seen + STRIDE_MS);
    const running = [...this.watched.values()].filter(({ over }) => !over);
    const looked = running.map((one) => this.lookUntil(one, end));
    const first = Math.min(end, ...looked.flatMap(({ at }) => at ?? []));
    const found = running.flatMap((one, index): Finding[] => {
      const { state, at, outcomes } = first === end ? looked[index]! : this.lookUntil(one, first);
      one.state = state;
      return at === null ? [] : outcomes.map((outcome) => ({ step: one.step.id, monitor: one.monitor, outcome }));
    });
    this.seen = first;
    this.stage.clock = first;
    this.judge(found);
  }

  /** A program's end ends its watch. */
  endOver(): void {
    this.begin();
    const over = [...this.watched.values()].filter(
      (one) => !one.over && this.stage.state.step[one.step.id]!.run?.endedAt != null,
    );
    for (const one of over) {
      const until = ticksOf(this.stage.state.step[one.step.id]!.run!.endedAt!);
      const { state, outcomes } = look(one.rule, one.state, until, until);
      [one.state, one.over] = [state, true];
      this.judge(outcomes.map((outcome) => ({ step: one.step.id, monitor: one.monitor, outcome })));
    }
  }

  private judge(findings: Finding[]): void {
    if (findings.length > 0) this.stage.does(SYSTEM, (draft) => judgeReadings(draft, findings));
  }

  /** Watches what has begun to run since. */
  private begin(): void {
    const draft = this.stage.drafted();
    for (const step of this.stage.steps) {
      if (step.run?.startedAt == null || step.unit === null) continue;
      const phase = draft.phase(step, 'program');
      for (const monitor of phase.monitor) {
        const name = `${step.id}/${monitor.tag}`;
        if (this.watched.has(name)) continue;
        const tag = tagOf(this.stage, step, monitor);
        const state = watch(ticksOf(step.run.startedAt));
        this.watched.set(name, { step, monitor, tag, rule: monitorRule(monitor, tag, 1), state, over: false });
      }
    }
  }

  private lookUntil({ step, tag, monitor, rule, state }: Watched, to: number): Looked {
    const { staleAfter } = monitor;
    const from = Math.max(this.seen, Date.parse(step.run!.startedAt!) - 1);
    const moments = this.signals.moments({ ...tag, staleAfter }, step.unit!, step, from, to);
    if (isCalm(state) && moments.every((moment) => isInside(rule, moment))) {
      const samples = moments.flatMap(({ sample }) => sample ?? []);
      return { state: samples.length === 0 ? state : advance(rule, state, samples, null), at: null, outcomes: [] };
    }
    let now = state;
    for (const { at, sample } of moments) {
      const taken = sample === null ? now : advance(rule, now, [sample], null);
      const { state: next, outcomes } = look(rule, taken, ticksOf(new Date(at).toISOString()));
      now = next;
      if (outcomes.length > 0) return { state: now, at, outcomes };
    }
    return { state: now, at: null, outcomes: [] };
  }
}

const isCalm = ({ folded: { alert, action, badSinceGood }, known }: MonitorState): boolean =>
  alert === null &&
  action === null &&
  badSinceGood === 0 &&
  known.every(({ end, withdrawn }) => end !== null || withdrawn);

function isInside({ alert, action }: MonitorRule, { sample }: Moment): boolean {
  const value = sample?.value ?? null;
  if (value === null) return false;
  return [alert, action].every(
    (bounds) =>
      bounds === null ||
      ((bounds.low === null || value >= bounds.low) && (bounds.high === null || value <= bounds.high)),
  );
}

function tagOf({ recipe }: Stage, { unitProcedure }: StepRow, monitor: Monitor): Tag {
  const unitClass = unitProceduresOf(recipe).find((one) => one.unitProcedure === unitProcedure)?.unitClass;
  const tags = recipe.unitClasses.find(({ code }) => code === unitClass)?.tags ?? [];
  return tags.find(({ tag }) => tag === monitor.tag)!;
}
