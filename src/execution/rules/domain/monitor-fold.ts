/** Source time in units of 100 ns since 1970. */
export type Ticks = bigint;

/** One reading as a monitor sees it; `value` is null where its quality is not good. */
export interface Sample {
  at: Ticks;
  value: number | null;
}

/** Both ends inside; null where that side is open. In the tag's own unit. */
export interface Bounds {
  low: number | null;
  high: number | null;
}

/** A recipe's monitor made ready: bounds in the tag's unit, lengths in 100 ns of source time. */
export interface MonitorRule {
  alert: Bounds | null;
  action: Bounds | null;
  delay: Ticks;
  staleAfter: Ticks;
}

/** `unknown`: no good reading for longer than the tag may be silent. */
export type Level = 'alert' | 'action' | 'unknown';

/** A time without a break outside limits or without a good reading. Ends when a good reading is back inside. */
export interface Excursion {
  level: Level;
  start: Ticks;
  end: Ticks | null;
  /** the value farthest outside */
  extreme: number | null;
  /** of an unknown value: readings came but none was good, or none came */
  cause: 'bad' | 'silent' | null;
}

interface Run {
  start: Ticks;
  extreme: number;
}

/** What remains of readings folded in the order of their source time, from when the watch began. */
export interface Folded {
  /** source time of the last reading folded, or of the begin */
  at: Ticks;
  lastGood: Ticks;
  /** readings that were not good, in all and since the last good one */
  bad: number;
  badSinceGood: number;
  alert: Run | null;
  action: Run | null;
  /** breaches that have ended */
  ended: Excursion[];
}

export const begin = (from: Ticks): Folded => ({
  at: from,
  lastGood: from,
  bad: 0,
  badSinceGood: 0,
  alert: null,
  action: null,
  ended: [],
});

/** How far a value lies outside; 0 inside, both ends included. */
const outside = ({ low, high }: Bounds, value: number): number =>
  low !== null && value < low ? low - value : high !== null && value > high ? value - high : 0;

/** Of values outside, the farthest; the first of equals. */
export const farthest = (bounds: Bounds, values: number[]): number =>
  values.reduce((most, value) => (outside(bounds, value) > outside(bounds, most) ? value : most));

const ORDER = { alert: 0, action: 1, unknown: 2 } as const;

/** One order for the same readings however they came: by source time, and of a conflict at one instant by value. */
export const inOrder = (samples: readonly Sample[]): Sample[] =>
  [...samples].sort((a, b) =>
    a.at !== b.at
      ? a.at < b.at
        ? -1
        : 1
      : (a.value ?? Number.NEGATIVE_INFINITY) - (b.value ?? Number.NEGATIVE_INFINITY) || 0,
  );

/** Folds readings in order. A value holds until the next good reading, so a length outside includes the reading that ends it. */
export const fold = (rule: MonitorRule, folded: Folded, ordered: readonly Sample[]): Folded =>
  ordered.reduce((state, sample) => step(rule, state, sample), folded);

function step(rule: MonitorRule, folded: Folded, { at, value }: Sample): Folded {
  if (value === null) return { ...folded, at, bad: folded.bad + 1, badSinceGood: folded.badSinceGood + 1 };
  const alert = track('alert', rule.alert, rule.delay, folded.alert, at, value);
  const action = track('action', rule.action, rule.delay, folded.action, at, value);
  const silence = at - folded.lastGood > rule.staleAfter ? [unknown(folded, at)] : [];
  const ended = [...alert.ended, ...action.ended, ...silence];
  return {
    at,
    lastGood: at,
    bad: folded.bad,
    badSinceGood: 0,
    alert: alert.run,
    action: action.run,
    ended: ended.length === 0 ? folded.ended : [...folded.ended, ...ended],
  };
}

function track(level: Level, bounds: Bounds | null, delay: Ticks, run: Run | null, at: Ticks, value: number) {
  if (bounds === null) return { run: null, ended: [] };
  const distance = outside(bounds, value);
  if (distance > 0) {
    return { run: { start: run?.start ?? at, extreme: farthest(bounds, [run?.extreme ?? value, value]) }, ended: [] };
  }
  const breached = run !== null && at - run.start >= delay;
  return { run: null, ended: breached ? [{ level, ...run, end: at, cause: null }] : [] };
}

const unknown = (folded: Folded, end: Ticks | null): Excursion => ({
  level: 'unknown',
  start: folded.lastGood,
  end,
  extreme: null,
  cause: folded.badSinceGood > 0 ? 'bad' : 'silent',
});

/**
 * All breaches that the folded readings and the clock show. `now` is a tick of the clock in source time (null: none), which
 * alone finds a silence that goes on; `until` is when the watch ended, and ends what was still open.
 */
export function excursions(
  rule: MonitorRule,
  folded: Folded,
  now: Ticks | null,
  until: Ticks | null = null,
): Excursion[] {
  const open = (['alert', 'action'] as const).flatMap((level): Excursion[] => {
    const run = folded[level];
    const last = until ?? folded.at;
    return run !== null && last - run.start >= rule.delay ? [{ level, ...run, end: until, cause: null }] : [];
  });
  const clock = until ?? now;
  const silent = clock !== null && clock - folded.lastGood > rule.staleAfter ? [unknown(folded, until)] : [];
  return [...folded.ended, ...open, ...silent].sort((a, b) =>
    a.start === b.start ? ORDER[a.level] - ORDER[b.level] : a.start < b.start ? -1 : 1,
  );
}
