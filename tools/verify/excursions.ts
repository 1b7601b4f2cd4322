/** One reading as a monitor sees it. */
export interface Sample {
  /** source time, in units of 100 ns since the watch began */
  at: number;
  /** null where its quality is not good */
  value: number | null;
  /** when the server had it, in ms since 1970 */
  received: number;
}

export interface Bounds {
  low: number | null;
  high: number | null;
}

/** Limits in the unit of the tag; lengths in units of 100 ns. */
export interface Rule {
  alert: Bounds | null;
  action: Bounds | null;
  delay: number;
  staleAfter: number;
}

export type Level = 'alert' | 'action' | 'unknown';

/** A time outside limits for at least the delay, or without a good reading for longer than the tag may be silent. */
export interface Excursion {
  level: Level;
  start: number;
  /** null while it goes on */
  end: number | null;
  extreme: number | null;
  cause: 'bad' | 'silent' | null;
  /** when the server had all that shows it, in ms since 1970; null: only the end of the watch does */
  shown: number | null;
}

/** Where a watch begins and ends, as its samples count time; `clock`: the time when it was looked at, where it has not ended. */
export interface Span {
  from: number;
  until: number | null;
  clock: number | null;
}

export const beyond = ({ low, high }: Bounds, value: number): number =>
  Math.max(0, low === null ? 0 : low - value, high === null ? 0 : value - high);

/** By source time; of two values at one instant the lesser first, and what is not good before both. */
export const inOrder = (samples: readonly Sample[]): Sample[] =>
  [...samples].sort((a, b) => a.at - b.at || (a.value ?? -Infinity) - (b.value ?? -Infinity) || 0);

/** All excursions that samples in order show. A value holds until the next good one; one that is not good ends nothing. */
export function excursionsIn(rule: Rule, samples: readonly Sample[], span: Span): Excursion[] {
  return [
    ...(rule.alert === null ? [] : breaches('alert', rule.alert, rule.delay, samples, span)),
    ...(rule.action === null ? [] : breaches('action', rule.action, rule.delay, samples, span)),
    ...silences(rule.staleAfter, samples, span),
  ];
}

function breaches(level: Level, bounds: Bounds, delay: number, samples: readonly Sample[], span: Span): Excursion[] {
  const found: Excursion[] = [];
  let first: number | null = null;
  const shownBy = (from: number, to: number): number | null => {
    const start = samples[from]!.at;
    let latest = 0;
    for (let at = from; at <= to; at++) {
      latest = Math.max(latest, samples[at]!.received);
      if (samples[at]!.at - start >= delay) return latest;
    }
    return null;
  };
  const close = (from: number, to: number, end: number | null, last: number): void => {
    const start = samples[from]!.at;
    if (last - start < delay) return;
    let extreme = samples[from]!.value!;
    for (let at = from; at <= to; at++) {
      const { value } = samples[at]!;
      if (value !== null && beyond(bounds, value) > beyond(bounds, extreme)) extreme = value;
    }
    found.push({ level, start, end, extreme, cause: null, shown: shownBy(from, to) });
  };
  for (const [place, { at, value }] of samples.entries()) {
    if (value === null) continue;
    if (beyond(bounds, value) > 0) first ??= place;
    else if (first !== null) {
      close(first, place, at, at);
      first = null;
    }
  }
  if (first !== null) close(first, samples.length - 1, span.until, span.until ?? samples.at(-1)!.at);
  return found;
}

function silences(staleAfter: number, samples: readonly Sample[], { from, until, clock }: Span): Excursion[] {
  const found: Excursion[] = [];
  let [good, bad] = [from, 0];
  const silent = (end: number | null, last: number, shown: number | null): void => {
    if (last - good > staleAfter)
      found.push({ level: 'unknown', start: good, end, extreme: null, cause: bad > 0 ? 'bad' : 'silent', shown });
  };
  for (const { at, value, received } of samples) {
    if (value === null) {
      bad++;
      continue;
    }
    silent(at, at, received);
    [good, bad] = [at, 0];
  }
  const last = until ?? clock;
  if (last !== null) silent(until, last, null);
  return found;
}
