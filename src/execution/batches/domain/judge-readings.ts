import type { Instant, Uuid } from '../../../kernel/ids.js';
import { convert } from '../../../kernel/quantity.js';
import { type Monitor, unitProceduresOf } from '../../../definition/recipes/domain/index.js';
import type { Range, Tag } from '../../../definition/unit-classes/domain/index.js';
import {
  type Bounds,
  type Level,
  monitorLengths,
  type MonitorRule,
  type Outcome,
  type Ticks,
} from '../../rules/domain/index.js';
import type { Draft } from './draft.js';
import type { NamedSeal } from './facts.js';
import { raise, record, voidSignatures } from './raise.js';
import type { EventRow, ExceptionRow, StepRow } from './rows.js';
import { highest } from './run-program.js';
import { isAtWork } from './tables.js';

const TICKS_A_MS = 10_000n;

export const instantOf = (ticks: Ticks): Instant => new Date(Number(ticks / TICKS_A_MS)).toISOString();
export const ticksOf = (instant: Instant): Ticks => BigInt(Date.parse(instant)) * TICKS_A_MS;

/** A recipe's monitor for readings in the tag's own unit. */
export function monitorRule(monitor: Monitor, tag: Tag | undefined, speed: number): MonitorRule {
  const { delay, staleAfter } = monitorLengths(monitor, speed);
  const bounds = ({ low, high }: Range): Bounds => ({ low: number(low), high: number(high) });
  const number = (value: string | null): number | null =>
    value === null ? null : Number(convert({ value, unit: monitor.unit }, tag?.unit ?? monitor.unit).value);
  return {
    alert: monitor.alert === undefined ? null : bounds(monitor.alert),
    action: bounds(monitor.action),
    delay: BigInt(delay) * TICKS_A_MS,
    staleAfter: BigInt(staleAfter) * TICKS_A_MS,
  };
}

/** What a look at one monitor's readings found out. */
export interface Finding {
  step: Uuid;
  monitor: Monitor;
  outcome: Outcome;
}

/** Verdicts on readings become events and exceptions, each once: it is named by its monitor and the start of its excursion. */
export function judgeReadings(draft: Draft, findings: Finding[]): void {
  for (const finding of findings) judgeOne(draft, finding);
}

function judgeOne(draft: Draft, { step: id, monitor, outcome }: Finding): void {
  const step = draft.step(id);
  const name = (level: Level, start: Ticks): string =>
    `monitor/${step.phase}/${monitor.tag}/${level}/${instantOf(start)}`;
  if (outcome.outcome !== 'raised') {
    end(draft, step, name(outcome.level, outcome.start), outcome);
    return;
  }
  const { level, start, end: until, extreme, cause } = outcome.excursion;
  const { tag, unit, alert = null, action, delay, staleAfter, criticality, onBreach, deviation } = monitor;
  const length = until === null ? {} : lengthOf(start, until);
  const happening = {
    step,
    identity: name(level, start),
    startedAt: instantOf(start),
    endedAt: until === null ? null : instantOf(until),
  };
  const limits = { tag, unit, alert, action, delay, extreme, ...length };
  switch (level) {
    case 'alert':
      record(draft, { ...happening, kind: 'limit.alert', values: limits });
      return;
    case 'action':
      raise(draft, { ...happening, kind: 'limit.action', values: limits, criticality, onBreach, deviation });
      return;
    case 'unknown':
      raise(draft, {
        ...happening,
        kind: 'data.unknown',
        values: { tag, cause, staleAfter, ...length },
        criticality,
        onBreach: 'continue',
      });
      return;
  }
}

const lengthOf = (start: Ticks, end: Ticks) => ({ durationMs: Number((end - start) / TICKS_A_MS) });

function end(draft: Draft, step: StepRow, identity: string, outcome: Exclude<Outcome, { outcome: 'raised' }>): void {
  const event = find(draft.state.event, identity);
  const exception = find(draft.state.exception, identity) as ExceptionRow | undefined;
  const row = event ?? exception;
  const until = outcome.outcome === 'withdrawn' ? outcome.start : outcome.end;
  if (row === undefined || until === null) return;
  const endedAt = instantOf(until);
  const values = {
    ...lengthOf(outcome.start, until),
    ...(outcome.outcome === 'withdrawn' || outcome.level === 'unknown' ? {} : { extreme: outcome.extreme }),
    // late readings, taken in after the fact
    ...(outcome.outcome === 'ended' ? {} : { late: outcome.outcome }),
  };
  if (event !== undefined) draft.add('event.ended', { event: event.number, endedAt, values }, { happenedAt: endedAt });
  else {
    draft.add('exception.ended', { exception: row.number, step: step.id, endedAt, values }, { happenedAt: endedAt });
    voidSignatures(draft, step.id);
  }
}

const find = (rows: Readonly<Record<string, EventRow>>, identity: string): EventRow | undefined =>
  Object.values(rows).find((row) => row.identity === identity);

/** The steps on a unit that a span of its time touches, the last of them first. */
const stepsDuring = (draft: Draft, on: Uuid, from: Instant, to: Instant): StepRow[] =>
  draft.steps
    .filter(
      ({ unit, startedAt, endedAt }) =>
        unit === on && startedAt !== null && startedAt < to && (endedAt ?? draft.now) > from,
    )
    .reverse();

function tagsCriticality(draft: Draft, unitProcedure: string | null, tags: string[]) {
  const unitClass = unitProceduresOf(draft.recipe).find((one) => one.unitProcedure === unitProcedure)?.unitClass;
  const known = draft.recipe.unitClasses.find(({ code }) => code === unitClass)?.tags ?? [];
  return highest(known.filter(({ tag }) => tags.includes(tag)).map(({ criticality }) => criticality));
}

/**
 * Data of a unit that are lost: an exception of the step that they were evidence of, also once the unit is free again, or of
 * the batch between steps while it is bound.
 */
export function dataGap(
  draft: Draft,
  gap: { unit: Uuid; gap: string; tags: string[]; from: Ticks; to: Ticks; cause: string },
): void {
  const [from, to] = [instantOf(gap.from), instantOf(gap.to)];
  const bound = draft.bindings.find(({ unit, boundAt }) => unit === gap.unit && to > boundAt);
  const during = stepsDuring(draft, gap.unit, from, to);
  if (bound === undefined && during.length === 0) return;
  const step = during.find(({ state }) => isAtWork(state)) ?? during[0] ?? null;
  raise(draft, {
    step,
    kind: 'data.gap',
    identity: `gap/${gap.gap}`,
    values: { gap: gap.gap, tags: gap.tags, cause: gap.cause },
    startedAt: from,
    endedAt: to,
    criticality: tagsCriticality(draft, step?.unitProcedure ?? bound?.unitProcedure ?? null, gap.tags),
    onBreach: 'continue',
  });
}

/** Readings of a finished step's time that came after its seal: they are named too, and it is said that they came late. */
export function lateEvidence(
  draft: Draft,
  late: { step: Uuid; seals: NamedSeal[]; tags: string[]; count: number; from: Ticks; to: Ticks },
): void {
  const { seals, tags, count } = late;
  const last = seals.at(-1)!.seq;
  const step = draft.step(late.step);
  draft.add('evidence.named', { step: step.id, unit: step.unit!, seals, supplementary: true });
  raise(draft, {
    step,
    kind: 'evidence.late',
    identity: `late/${step.phase}/${last}`,
    values: { tags, count, seal: last },
    startedAt: instantOf(late.from),
    endedAt: instantOf(late.to),
    criticality: tagsCriticality(draft, step.unitProcedure, tags),
    onBreach: 'continue',
  });
}
