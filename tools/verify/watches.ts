import type { BatchState } from './batch-state.js';
import { milliseconds } from './check-clocks.js';
import { fraction, plain } from './decimal.js';
import { inUnit } from './evaluate.js';
import type { Rule } from './excursions.js';
import type { Fact } from './fact.js';
import { sourceTimeOf } from './leaf.js';
import { type Monitor, phasesOf, type Span } from './recipe.js';
import type { Report } from './report.js';
import type { Step } from './rows.js';
import { UnknownUnit } from './units.js';

/** A time in which a monitor of a step looked at what its unit said of a tag. */
export interface Watch {
  step: Step;
  monitor: Monitor;
  unit: string;
  /** null where its limits are in a unit that is not known here */
  rule: Rule | null;
  /** source times, in units of 100 ns since 1970; null while it goes on */
  from: bigint;
  until: bigint | null;
  /** ms since 1970: when the server knew of its end, and from when on it no longer looked */
  endedAt: number;
  lookedUntil: number;
  /** it went on elsewhere: what was open stays so */
  cut: boolean;
}

interface Run {
  step: Step;
  unit: string;
  from: string;
  speed: number;
  until: string | null;
  endedAt: string;
  cut: boolean;
}

const OVER = new Set(['batch.completed', 'batch.stopping', 'batch.aborting']);
const END = '9999-12-31T23:59:59.999Z';

/** Runs of programs on units, and when the server looked at them no more. */
function runsOf(state: BatchState, facts: Fact[], exportedAt: string): { runs: Run[]; lookedUntil: string } {
  const runs: Run[] = [];
  const units = new Map<string, string>();
  let lookedUntil = exportedAt;
  const open = (step: unknown): Run | undefined => runs.findLast((run) => run.step.id === step && run.endedAt === END);
  const cut = (run: Run | undefined, at: string): unknown => run && Object.assign(run, { endedAt: at, cut: true });
  for (const { type, values, at, speed = 1 } of facts) {
    const step = state.steps.get(String(values['step']));
    if (OVER.has(type) && at < lookedUntil) lookedUntil = at;
    if (type === 'step.started') units.set(String(values['step']), String(values['unit']));
    if (type === 'batch.unit-replaced')
      for (const id of values['steps'] as string[]) {
        cut(open(id), at);
        units.set(id, String(values['unit']));
      }
    if (step === undefined) continue;
    if (type === 'step.program-requested') cut(open(step.id), at);
    if (type === 'step.program-confirmed' && open(step.id) === undefined) {
      const unit = units.get(step.id)!;
      runs.push({ step, unit, from: String(values['startedAt']), speed, until: null, endedAt: END, cut: false });
    }
    if (type === 'step.program-ended') {
      const run = open(step.id);
      if (run !== undefined) Object.assign(run, { until: String(values['endedAt']), endedAt: at });
    }
  }
  return { runs, lookedUntil };
}

/** Each monitor of each program that a unit ran. */
export function watchesOf(report: Report, state: BatchState, facts: Fact[], exportedAt: string): Watch[] {
  const { runs, lookedUntil } = runsOf(state, facts, exportedAt);
  return runs.flatMap(({ step, unit, from, until, endedAt, speed, cut }) =>
    (state.placed(step)?.phase.monitor ?? []).map((monitor): Watch => ({
      ...{ step, monitor, unit, cut, rule: ruleOf(report, state, step, monitor, speed) },
      from: sourceTimeOf(from),
      until: until === null ? null : sourceTimeOf(until),
      endedAt: Date.parse(endedAt),
      lookedUntil: Math.min(Date.parse(lookedUntil), cut ? Date.parse(endedAt) : Infinity),
    })),
  );
}

const TICKS = 10_000;

/** Null where its limits are in a unit that is not known here. */
function ruleOf(report: Report, state: BatchState, step: Step, monitor: Monitor, speed: number): Rule | null {
  const recipe = state.recipeOf(step);
  const unitClass = phasesOf(recipe).find((one) => one.unitProcedure === step.unitProcedure)?.unitClass;
  const tags = recipe.unitClasses.find(({ code }) => code === unitClass)?.tags ?? [];
  const unit = tags.find(({ tag }) => tag === monitor.tag)?.unit ?? monitor.unit;
  const limit = (value: string | null): number | null =>
    value === null
      ? null
      : Number(plain(unit === monitor.unit ? fraction(value) : inUnit({ value, unit: monitor.unit }, unit)));
  const bounds = (span: Span | undefined): Rule['alert'] =>
    span === undefined ? null : { low: limit(span.low), high: limit(span.high) };
  const delay = (speed === 1 ? undefined : monitor.demo?.delay) ?? monitor.delay;
  try {
    return {
      ...{ alert: bounds(monitor.alert), action: bounds(monitor.action) },
      ...{ delay: milliseconds(delay) * TICKS, staleAfter: milliseconds(monitor.staleAfter) * TICKS },
    };
  } catch (error) {
    if (!(error instanceof UnknownUnit)) throw error;
    report.notChecked.push(
      `${step.phase} ${monitor.tag}: not watched again, for unit ${error.message} is not known here`,
    );
    return null;
  }
}
